/**
 * Byte layout of a ring's SharedArrayBuffer. Every word that two threads touch has a cache line of its own; slots start at a line.
 *
 *   0    producer cursor (Int32, slots published, wraps)
 *   64   consumer cursor (Int32, slots released, wraps)
 *   128  producer's counters: 32 watermark, 33 full events, 34 dropped slots
 *   192  shape: 48 capacity, 49 words per slot
 *   256  slots
 */
export const PRODUCER = 0;
export const CONSUMER = 16;
export const WATERMARK = 32;
export const FULL_EVENTS = 33;
export const DROPPED = 34;
export const CAPACITY = 48;
export const SLOT_WORDS = 49;
export const HEADER_WORDS = 64;
export const WORD_BYTES = 4;
