import type { RecordedFrame } from "./recorded-frame.ts";

const HEAD_BYTES = 96;
const ENVELOPE = /^\{"type":"[a-z_0-9]+","sid":(\d+),"seq":(\d+),/;

/**
 * Renumbers the frames of one market's recording. The collector split a connection by market, so the numbers have holes that belong to
 * other markets; here they are counted anew per sid, from 1. A number that falls is a new connection (kalshi.md section 14.3), and that
 * is kept; one that repeats is none that the venue sends, so the recording is damaged.
 */
export function* renumbered(frames: Iterable<Omit<RecordedFrame, "connection">>): Generator<RecordedFrame> {
  const sids = new Map<number, { last: number; next: number }>();
  let connection = 0;
  for (const { receivedTimeMs, bytes } of frames) {
    const { sid, seq, start } = readEnvelope(bytes);
    const known = sids.get(sid);
    if (known && seq === known.last) throw new Error(`sequence number ${seq} of sid ${sid} comes twice`);
    if (known && seq < known.last) {
      sids.clear();
      connection++;
    }
    const state = sids.get(sid) ?? { last: 0, next: 1 };
    sids.set(sid, { last: seq, next: state.next + 1 });
    yield { connection, receivedTimeMs, bytes: splice(bytes, start, String(seq).length, state.next) };
  }
}

/** Finds the sequence number in the form in which the collector's frames begin. */
function readEnvelope(bytes: Uint8Array): { sid: number; seq: number; start: number } {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES));
  const match = ENVELOPE.exec(head);
  if (!match) throw new Error(`a collector's frame begins with type, sid and seq: ${head}`);
  const digits = match[2] as string;
  return { sid: Number(match[1]), seq: Number(digits), start: match[0].length - 1 - digits.length };
}

function splice(bytes: Uint8Array, start: number, length: number, number: number): Uint8Array {
  const digits = new TextEncoder().encode(String(number));
  const out = new Uint8Array(bytes.length - length + digits.length);
  out.set(bytes.subarray(0, start));
  out.set(digits, start);
  out.set(bytes.subarray(start + length), start + digits.length);
  return out;
}
