import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "@augury/core";
import { type JournalError, RawArchiveReader, type RawDamage, type RawGap } from "@augury/journal";

/** Beside the segments: what was recorded. */
export const RECORDING_FILE = "recording.json";

/** What a recording holds. */
export interface RecordingCheck {
  /** What was recorded, as far as it says. */
  readonly stream: string | null;
  readonly frames: number;
  readonly connections: number;
  /** Bytes of the frames. */
  readonly bytes: number;
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  /** Frames whose time is before that of the frame before on the same connection. */
  readonly outOfOrder: number;
  readonly gaps: readonly RawGap[];
  /** Frames that were lost on the way to the archive. */
  readonly dropped: number;
  /** Bytes that are no whole block: of a crash, or of damage. */
  readonly damage: readonly RawDamage[];
}

/** Reads a recording from end to end: every checksum, every frame's time. */
export function checkRecording(directory: string): Result<RecordingCheck, JournalError> {
  const reader = RawArchiveReader.open(directory);
  if (!reader.ok) return reader;
  const last = new Map<number, number>();
  const count = { frames: 0, bytes: 0, outOfOrder: 0 };
  let firstUs: number | null = null;
  let lastUs: number | null = null;
  for (const { tag, timeUs, bytes } of reader.value.records()) {
    count.frames++;
    count.bytes += bytes.length;
    if (timeUs < (last.get(tag) ?? 0)) count.outOfOrder++;
    last.set(tag, timeUs);
    firstUs ??= timeUs;
    lastUs = timeUs;
  }
  const gaps = reader.value.gaps();
  return {
    ok: true,
    value: {
      stream: nameOf(directory),
      ...count,
      connections: last.size,
      firstUs,
      lastUs,
      gaps,
      dropped: gaps.reduce((sum, gap) => sum + gap.dropped, 0),
      damage: reader.value.damage,
    },
  };
}

/** Returns whether the recording is what was received, without a byte lost or out of place. Outages are no fault of the recording. */
export function isSound({ damage, dropped, outOfOrder }: RecordingCheck): boolean {
  return damage.length === 0 && dropped === 0 && outOfOrder === 0;
}

export function describeCheck(check: RecordingCheck): string[] {
  const { stream, frames, bytes, connections, firstUs, lastUs, outOfOrder, gaps, damage } = check;
  const time = (us: number | null) => (us === null ? "never" : new Date(us / 1000).toISOString());
  return [
    ...(stream === null ? [] : [`stream       ${stream}`]),
    `frames       ${frames}, ${bytes} bytes, ${connections} ${connections === 1 ? "connection" : "connections"}`,
    `from         ${time(firstUs)}`,
    `to           ${time(lastUs)}`,
    ...gaps.map((gap) => `gap          ${describeGap(gap)}`),
    ...(outOfOrder > 0 ? [`out of order ${outOfOrder} frames`] : []),
    ...damage.map(
      ({ segment, offset, bytes: lost }) =>
        `damage       segment ${segment} at ${offset}: ${lost} bytes are no whole block`,
    ),
    isSound(check) ? "sound" : "not sound",
  ];
}

function describeGap({ segment, afterRecord, timeUs, dropped, untilTimeUs, cause }: RawGap): string {
  const where = `after frame ${afterRecord} of segment ${segment}, ${new Date(timeUs / 1000).toISOString()}`;
  if (untilTimeUs === undefined) return `${where}: ${dropped} frames dropped`;
  return `${where}: nothing for ${((untilTimeUs - timeUs) / 1e6).toFixed(1)} s (${cause ?? "no reason known"})`;
}

function nameOf(directory: string): string | null {
  const file = join(directory, RECORDING_FILE);
  if (!existsSync(file)) return null;
  const said = JSON.parse(readFileSync(file, "utf8")) as { readonly stream?: unknown };
  return typeof said.stream === "string" ? said.stream : null;
}
