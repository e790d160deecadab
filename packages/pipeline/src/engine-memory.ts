import { type BookArenaHandle, createBookArena } from "@augury/book";
import { VenueName } from "@augury/model";
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
import { CELL_FIELDS } from "./sample-cells.ts";

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
});
export type RingSizes = z.infer<typeof RingSizes>;

/** One value per venue. */
export type PerVenue<T> = Record<VenueName, T>;

/** All shared memory of one engine: made once by main, handed to every worker, kept across their restarts. */
export interface EngineMemory {
  readonly instruments: number;
  readonly control: SharedArrayBuffer;
  readonly epochs: SharedArrayBuffer;
  readonly arena: BookArenaHandle;
  readonly cells: CellHandle;
  readonly histograms: HistogramSetHandle<Stage>;
  readonly bells: {
    readonly feeds: PerVenue<SharedArrayBuffer>;
    readonly decision: SharedArrayBuffer;
    readonly executor: SharedArrayBuffer;
    readonly recorder: SharedArrayBuffer;
    readonly main: SharedArrayBuffer;
  };
  /** feed → decision. */
  readonly market: PerVenue<RingHandle>;
  /** decision → feed and main → feed: control slots. */
  readonly decisionCommand: PerVenue<RingHandle>;
  readonly mainCommand: PerVenue<RingHandle>;
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
  readonly raw: PerVenue<ByteRingHandle>;
}

export interface EngineShape {
  readonly instruments: number;
  readonly rings: RingSizes;
  /** Bound of all books' level storage. */
  readonly booksBytesMax: number;
  /** All stages in one thread: they share one bell. */
  readonly inline?: boolean;
}

/** Makes the shared memory of an engine. */
export function createEngineMemory({ instruments, rings, booksBytesMax, inline = false }: EngineShape): EngineMemory {
  const perVenue = <T>(make: (venue: VenueName) => T): PerVenue<T> =>
    Object.fromEntries(VenueName.options.map((venue) => [venue, make(venue)])) as PerVenue<T>;
  const shared = createDoorbell();
  const bell = () => (inline ? shared : createDoorbell());
  const bells = { feeds: perVenue(bell), decision: bell(), executor: bell(), recorder: bell(), main: bell() };
  const slots = (capacity: number, bell: SharedArrayBuffer) => createRing({ capacity, slotBytes: SLOT_BYTES }, bell);
  const stamped = (capacity: number, bell: SharedArrayBuffer) =>
    createRing({ capacity, slotBytes: STAMPED_BYTES }, bell);
  return {
    instruments,
    control: ControlWords.create().buffer,
    epochs: EpochTable.create(instruments).buffer,
    arena: createBookArena({ books: Math.max(1, instruments), bytesMax: booksBytesMax }),
    cells: createCells({ cells: Math.max(1, instruments), fields: CELL_FIELDS }),
    histograms: createHistograms(STAGES),
    bells,
    market: perVenue(() => slots(rings.marketSlots, bells.decision)),
    decisionCommand: perVenue((venue) => slots(rings.commandSlots, bells.feeds[venue])),
    mainCommand: perVenue((venue) => slots(rings.commandSlots, bells.feeds[venue])),
    decisionControl: slots(rings.controlSlots, bells.decision),
    executorControl: slots(rings.controlSlots, bells.executor),
    intent: stamped(rings.intentSlots, bells.executor),
    report: slots(rings.reportSlots, bells.decision),
    paper: stamped(rings.paperSlots, bells.executor),
    journal: stamped(rings.journalSlots, bells.recorder),
    tap: stamped(rings.tapSlots, bells.main),
    raw: perVenue(() => createByteRing(rings.rawBytes, bells.recorder)),
  };
}
