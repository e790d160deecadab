import { createBookArena } from "@augury/book";
import { encodeInstruments, JournalWriter } from "@augury/journal";
import { InstrumentTable, NO_FEES, uniformTicks, VenueCode } from "@augury/model";
import { buildDecisionCore, DecisionConfig, encodeDecisionConfig } from "@augury/pipeline";
import { CONTROLS, codeOf, Flag, SLOT_WORDS, SlotKind, SlotWriter, STAMPED_BYTES, writeStamped } from "@augury/wire";

/** Test support: the journal of a small run in which a quoter follows one moving book. */
export interface SceneOptions {
  readonly runId?: string;
  /** Changes an output on its way into the journal. */
  readonly tamper?: (i32: Int32Array, base: number) => void;
}

const BOOK = new InstrumentTable([
  {
    index: 0,
    venue: "kalshi",
    venueId: "TEST",
    marketId: "TEST",
    outcome: "yes",
    bookIndex: 0,
    title: "Test",
    outcomeName: "Yes",
    ticks: uniformTicks(100),
    orderSizeMin: 10_000,
    sizeStep: 10_000,
    fees: NO_FEES,
    negRisk: false,
    groupId: "",
    groupAugmented: false,
  },
]);
const CONFIG = DecisionConfig.parse({
  risk: {},
  strategies: [
    {
      kind: "quoter",
      instruments: ["kalshi:TEST:yes"],
      size: "5",
      halfSpreadTicks: 200,
      positionMax: "50",
      requoteTicksMin: 100,
      refreshMs: 1,
    },
  ],
});
const STEPS = 40;

/** Writes the run below `root` and returns the number of outputs in it. */
export function writeScene(root: string, { runId = "run-1", tamper }: SceneOptions = {}): number {
  const header = {
    runId,
    buildId: "test",
    instruments: encodeInstruments(BOOK),
    configuration: encodeDecisionConfig(CONFIG),
  };
  const opened = JournalWriter.open(root, header);
  if (!opened.ok) throw opened.error;
  const journal = opened.value;
  const core = buildDecisionCore(CONFIG, BOOK.list, createBookArena({ books: 1, bytesMax: 1_000_000 }));
  const stamped = new Int32Array(STAMPED_BYTES / 4);
  const numbers = new Float64Array(stamped.buffer);
  let number = 0;
  let outputs = 0;
  let nowUs = 1_000_000;
  const append = (words: Int32Array, base: number) => {
    writeStamped({ i32: stamped, f64: numbers }, 0, words, base, nowUs, ++number);
    journal.append(stamped, numbers, 0);
  };
  for (const slot of inputSlots()) {
    nowUs += 250_000;
    const doubles = new Float64Array(slot.buffer);
    append(slot, 0);
    core.consume(slot, doubles, 0, nowUs);
    for (let at = 0; at < core.outputs.count; at++) {
      outputs++;
      tamper?.(core.outputs.i32, core.outputs.baseOf(at));
      append(core.outputs.i32, core.outputs.baseOf(at));
    }
  }
  core.outputs.begin();
  core.encodeDigest(number, nowUs);
  append(core.outputs.i32, 0);
  journal.close();
  return outputs;
}

/** A deposit, a book of one level a side, then bids that come and go above it. */
function inputSlots(): Int32Array[] {
  const slots: Int32Array[] = [];
  const next = (kind: number, instrument: number, fill: (writer: SlotWriter) => void) => {
    const words = new Int32Array(SLOT_WORDS);
    const writer = new SlotWriter(words, new Float64Array(words.buffer));
    writer.frame(kind === SlotKind.runStart ? VenueCode.none : VenueCode.kalshi, 1_000_000);
    writer.header(0, kind, instrument, instrument < 0 ? 0 : 1, 0, slots.length);
    fill(writer);
    slots.push(words);
  };
  next(SlotKind.runStart, -1, (writer) => writer.runStart(0, 1, 1, 0));
  next(SlotKind.control, -1, (writer) => writer.control(0, codeOf(CONTROLS, "cash"), 0, 0, 1_000_000_000, 0));
  next(SlotKind.snapshotBegin, 0, (writer) => writer.snapshotBegin(0, 1, 1, 100));
  next(SlotKind.snapshotLevels, 0, (writer) => writer.snapshotLevel(0, 0, 4000, 9_000_000));
  next(SlotKind.snapshotLevels | Flag.ask, 0, (writer) => writer.snapshotLevel(0, 0, 6000, 9_000_000));
  next(SlotKind.snapshotEnd | Flag.frameEnd, 0, (writer) => writer.snapshotEnd(0, 1, 1));
  for (let step = 0; step < STEPS; step++) {
    const size = step % 2 === 0 ? 5_000_000 : -5_000_000;
    next(SlotKind.bookDelta | Flag.frameEnd, 0, (writer) => writer.bookDelta(0, 4500 + 100 * ((step >> 1) % 5), size));
  }
  return slots;
}
