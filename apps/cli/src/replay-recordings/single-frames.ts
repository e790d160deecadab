import type { RecordedFrame } from "@augury/venue-kalshi";

/**
 * Gives each frame of a collection a connection of its own, unless its number is the next one of the frame before: frames from here and
 * there are no session.
 */
export function splitSingles(frames: readonly RecordedFrame[]): RecordedFrame[] {
  const decoder = new TextDecoder();
  let connection = 0;
  let last = "";
  return frames.map((frame) => {
    const [, sid, seq] = /"sid":(\d+),"seq":(\d+)/.exec(decoder.decode(frame.bytes)) ?? [];
    if (seq !== undefined && `${sid}:${Number(seq) - 1}` !== last) connection++;
    if (seq !== undefined) last = `${sid}:${seq}`;
    return { ...frame, connection };
  });
}
