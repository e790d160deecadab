import type { JournalReader } from "@augury/journal";
import {
  D_BODY,
  D_CONSUMED_US,
  D_NUMBER,
  Flag,
  formatDigest,
  isOutputKind,
  SLOT_WORDS,
  SlotKind,
  W_BODY,
} from "@augury/wire";
import type { DecisionCore } from "./decision-core.ts";

/** What a replay found. Journal and code agree when `mismatches` is 0 and `digestsEqual` equals `digests`. */
export interface ReplayReport {
  readonly inputs: number;
  readonly outputs: number;
  /** Outputs that the journal has otherwise than this code emits them, or not at all. */
  readonly mismatches: number;
  /** Record number of the first of them, 0 = none. */
  readonly firstMismatch: number;
  /** Digest records met, and how many of them equal the replay's digest at their place. */
  readonly digests: number;
  readonly digestsEqual: number;
  /** The last digest that the journal carries, and the replay's at that same place; "" without one. */
  readonly storedDigest: string;
  readonly digest: string;
  readonly intents: number;
  readonly refusals: number;
  readonly fills: number;
}

type Tally = { -readonly [Key in keyof ReplayReport]: ReplayReport[Key] };

/**
 * Runs the decision code over a journal:
 *
 * 1. An input record is consumed at the time it was consumed at.
 * 2. The output records that follow must be, word for word, what that led to.
 * 3. A digest record must carry the replay's own digest at that place.
 *
 * The journal may end anywhere (it was cut): outputs that the last input still owes are not held against it.
 */
export function replayRun(
  reader: JournalReader,
  core: DecisionCore,
  onRecord?: (reader: JournalReader) => void,
): ReplayReport {
  const tally: Tally = {
    inputs: 0,
    outputs: 0,
    mismatches: 0,
    firstMismatch: 0,
    digests: 0,
    digestsEqual: 0,
    storedDigest: "",
    digest: "",
    intents: 0,
    refusals: 0,
    fills: 0,
  };
  let matched = 0;
  while (reader.next()) {
    const { i32, f64, base } = reader;
    onRecord?.(reader);
    const kind = i32[base] & 0xff;
    if (!isOutputKind(kind)) {
      if (matched < core.outputs.count) mismatch(tally, reader);
      core.consume(i32, f64, base, f64[(base >>> 1) + D_CONSUMED_US]);
      matched = 0;
      tally.inputs++;
      if (kind === SlotKind.orderReport && f64[(base >>> 1) + D_BODY + 2] > 0) tally.fills++;
    } else if (kind === SlotKind.digest) checkDigest(tally, core, reader);
    else {
      if (!sameOutput(core, matched, i32, base)) mismatch(tally, reader);
      matched++;
      tally.outputs++;
      if (kind === SlotKind.intentLeg && (i32[base] & Flag.lastLeg) !== 0) tally.intents++;
      else if (kind === SlotKind.refusal) tally.refusals++;
    }
  }
  return tally;
}

function sameOutput(core: DecisionCore, at: number, i32: Int32Array, base: number): boolean {
  if (at >= core.outputs.count) return false;
  const from = core.outputs.baseOf(at);
  for (let word = 0; word < SLOT_WORDS; word++) if (core.outputs.i32[from + word] !== i32[base + word]) return false;
  return true;
}

function checkDigest(tally: Tally, core: DecisionCore, { i32, base }: JournalReader): void {
  const { digest } = core.outputs;
  tally.digests++;
  tally.storedDigest = formatDigest(i32[base + W_BODY], i32[base + W_BODY + 1]);
  tally.digest = formatDigest(digest.high, digest.low);
  if (tally.storedDigest === tally.digest) tally.digestsEqual++;
}

function mismatch(tally: Tally, { f64, base }: JournalReader): void {
  tally.mismatches++;
  if (tally.firstMismatch === 0) tally.firstMismatch = f64[(base >>> 1) + D_NUMBER];
}
