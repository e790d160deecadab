/** One frame of a recording. */
export interface RecordedFrame {
  /** Counts the recording's connections from 0: a change means that the socket was renewed before this frame. */
  readonly connection: number;
  /** When the recorder got it; where the format does not say, the venue's own stamp, or that of the frame before; 0 = unknown. */
  readonly receivedTimeMs: number;
  /** The frame as received, byte for byte (with `renumber`: but for the digits of its sequence number). */
  readonly bytes: Uint8Array;
}

/**
 * How a recording is written:
 *
 * - `collector`: one line `{"recv_ms":…,"event":<frame>}` per frame; one market's share of a connection, so that numbers are missing.
 * - `raw-lines`: one frame per line, blank lines between.
 * - `wrapped-lines`: one line `{…,"raw":"<frame as a string>"}` per frame, perhaps with `recv_ts_ns`.
 * - `document`: one JSON document with `frames: [{received_ms, frame}]`, laid out for reading.
 */
export type RecordingFormat = "collector" | "raw-lines" | "wrapped-lines" | "document";
