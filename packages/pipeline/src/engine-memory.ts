import { type BookArenaHandle, createBookArena } from "@augury/book";
import { FeedName } from "@augury/model";
import {
  type ByteRingHandle,
  type CellHandle,
  createByteRing,
  createCells,
  createDoorbell,
  createRing,
  type RingHandle,
} from "@augury/ring";
import { createHistograms, type HistogramSetHandle, STAGES, type Stage } from "@augury/telemetry";
import { ControlWords, EpochTable, SLOT_BYTES, STAMPED_BYTES } from "@augury/wire";
import { z } from "zod";
import { CELL_FIELDS, REFERENCE_FIELDS } from "./sample-cells.ts";

const Slots = (fallback: number, min = 64) =>
  z
    .int()
    .min(min)
    .max(2 ** 22)
    .refine((n) => (n & (n - 1)) === 0, "a power of two")
    .default(fallback);

/** Sizes of every channel. Slots are powers of two; what decision must never wait for holds one event's worst case at least. */
export const RingSizes = z.strictObject({
  marketSlots: Slots(16_384),
  commandSlots: Slots(1024),
  controlSlots: Slots(4096),
  intentSlots: Slots(4096, 1024),
  reportSlots: Slots(8192),
  paperSlots: Slots(32_768),
  journalSlots: Slots(65_536, 1024),
  tapSlots: Slots(32_768, 1024),
  rawBytes: Slots(4_194_304, 1024),
  /** Market ring of the reference feed: some prices a second; one that finds no room gives way to the next. */
  referenceSlots: Slots(1024, 128),
});
export type RingSizes = z.infer<typeof RingSizes>;

/** One value per feed: the venues and the reference prices. */
export type PerFeed<T> = Record<FeedName, T>;

/** All shared memory of one engine: made once by main, handed to every worker, kept across their restarts. */
export interface EngineMemory {
  readonly instruments: number;
  readonly control: SharedArrayBuffer;
  readonly epochs: SharedArrayBuffer;
  readonly arena: BookArenaHandle;
  readonly cells: CellHandle;
  /** The newest price of each reference, as decision consumed it. */
  readonly references: CellHandle;
  readonly histograms: HistogramSetHandle<Stage>;
  readonly bells: {
    readonly feeds: PerFeed<SharedArrayBuffer>;
    readonly decision: SharedArrayBuffer;
    readonly executor: SharedArrayBuffer;
    readonly recorder: SharedArrayBuffer;
    readonly main: SharedArrayBuffer;
  };
  /** feed → decision. */
  readonly market: PerFeed<RingHandle>;
  /** decision → feed and main → feed: control slots. The reference feed is told nothing. */
  readonly decisionCommand: PerFeed<RingHandle>;
  readonly mainCommand: PerFeed<RingHandle>;
  /** main → decision, main → executor. */
  readonly decisionControl: RingHandle;
  readonly executorControl: RingHandle;
  /** executor → decision. */
  readonly report: RingHandle;
  /** Stamped slots: decision → executor (intents; the paper market), → recorder, → main. */
  readonly intent: RingHandle;
  readonly paper: RingHandle;
  readonly journal: RingHandle;
  readonly tap: RingHandle;
  /** feed → recorder. */
  readonly raw: PerFeed<ByteRingHandle>;
}

export interface EngineShape {
  readonly instruments: number;
  /** Reference prices that the run follows. */
  readonly references?: number;
  readonly rings: RingSizes;
  /** Bound of all books' level storage. */
  readonly booksBytesMax: number;
  /** All stages in one thread: they share one bell. */
  readonly inline?: boolean;
}

/** Makes the shared memory of an engine. */
export function createEngineMemory({
  instruments,
  references = 0,
  rings,
  booksBytesMax,
  inline = false,
}: EngineShape): EngineMemory {
  const perFeed = <T>(make: (feed: FeedName) => T): PerFeed<T> =>
    Object.fromEntries(FeedName.options.map((feed) => [feed, make(feed)])) as PerFeed<T>;
  const shared = createDoorbell();
  const bell = () => (inline ? shared : createDoorbell());
  const bells = { feeds: perFeed(bell), decision: bell(), executor: bell(), recorder: bell(), main: bell() };
  const slots = (capacity: number, bell: SharedArrayBuffer) => createRing({ capacity, slotBytes: SLOT_BYTES }, bell);
  const stamped = (capacity: number, bell: SharedArrayBuffer) =>
    createRing({ capacity, slotBytes: STAMPED_BYTES }, bell);
  return {
    instruments,
    control: ControlWords.create().buffer,
    epochs: EpochTable.create(instruments).buffer,
    arena: createBookArena({ books: Math.max(1, instruments), bytesMax: booksBytesMax }),
    cells: createCells({ cells: Math.max(1, instruments), fields: CELL_FIELDS }),
    references: createCells({ cells: Math.max(1, references), fields: REFERENCE_FIELDS }),
    histograms: createHistograms(STAGES),
    bells,
    market: perFeed((feed) => slots(feed === "reference" ? rings.referenceSlots : rings.marketSlots, bells.decision)),
    decisionCommand: perFeed((feed) => slots(rings.commandSlots, bells.feeds[feed])),
    mainCommand: perFeed((feed) => slots(rings.commandSlots, bells.feeds[feed])),
    decisionControl: slots(rings.controlSlots, bells.decision),
    executorControl: slots(rings.controlSlots, bells.executor),
    intent: stamped(rings.intentSlots, bells.executor),
    report: slots(rings.reportSlots, bells.decision),
    paper: stamped(rings.paperSlots, bells.executor),
    journal: stamped(rings.journalSlots, bells.recorder),
    tap: stamped(rings.tapSlots, bells.main),
    raw: perFeed(() => createByteRing(rings.rawBytes, bells.recorder)),
  };
}
