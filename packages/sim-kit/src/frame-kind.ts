/** What a frame is to the chaos dial. `account` is private to one account; `reply` answers a command or a ping and is never hurt by a frame fault. */
export const FRAME_KINDS = [
  "snapshot",
  "delta",
  "trade",
  "quote",
  "lifecycle",
  "account",
  "reference",
  "reply",
] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];
