import { assert } from "@augury/core";
import { bookBase } from "./book-layout.ts";

/** The memory of all books of one writer, shared or private: what is handed to readers in other threads. */
export interface BookArenaHandle {
  readonly buffer: SharedArrayBuffer;
  readonly books: number;
}

const LINE_BYTES = 64;
/** Slab positions are Int32 indices of doubles; this keeps them and the Int32 view far from their ends. */
const BYTES_MAX = 2 ** 32;

/**
 * Creates an arena for `books` books in at most `bytesMax` bytes. A book of step s takes 16 × (10000 ÷ s + 1) bytes: 1.6 kB at a cent,
 * 160 kB at $0.0001. The pages of an untouched slab cost nothing.
 */
export function createBookArena(shape: { books: number; bytesMax: number }): BookArenaHandle {
  const { books, bytesMax } = shape;
  const headBytes = bookBase(books) * 4;
  assert(Number.isInteger(books) && books > 0, `an arena has books, was asked for ${books}`);
  assert(
    bytesMax >= headBytes && bytesMax <= BYTES_MAX,
    `an arena of ${books} books takes ${headBytes} to 2^32 bytes, was given ${bytesMax}`,
  );
  return { books, buffer: new SharedArrayBuffer(bytesMax - (bytesMax % LINE_BYTES)) };
}
