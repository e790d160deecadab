/**
 * What one venue's sessions and their runner count, over all connections. At rest
 * `frames = parsed + skipped + heldDropped`; while paused, frames that are held or half published are still missing on the right.
 */
export const FEED_COUNTERS = [
  /** Messages received, heartbeat replies not among them, and their bytes. */
  "frames",
  "bytes",
  /** Frames by what the core said of them. A frame that had to wait is counted as parsed when it is through. */
  "parsed",
  "skipped",
  /** Frames that found the ring without room. */
  "waiting",
  /** Frames received and given up: their connection ended or their queue overflowed before the core had them. */
  "heldDropped",
  /** Text heartbeats answered. */
  "pongs",
  "pauses",
  /** Connections whose epochs ended because of a pause too long or a held queue too full. */
  "overruns",
  "opens",
  /** Attempts after the first. */
  "reconnects",
  "staleCloses",
  "handshakeRefused",
  /** Attempts that failed for another reason: no route, timeout, no headers. */
  "connectFailed",
  /** Outgoing frames refused: not open, or too much buffered. */
  "sendRefused",
] as const;
export type FeedCounter = (typeof FEED_COUNTERS)[number];
