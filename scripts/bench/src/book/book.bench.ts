import type { Achievement, Bench, BenchReport } from "../bench.ts";
import type { Scale } from "../bench-options.ts";
import { renderPolymarket, type Tape } from "../frames/tape.ts";
import { type HotPlan, type HotResult, runHot } from "../measure/hot-rounds.ts";
import { ratioOf, type Section } from "../measure/section.ts";
import { drawFlow } from "./book-flow.ts";
import { ArenaBooks, type BookSet, CachedMapBooks } from "./book-set.ts";
import { CcxtBooks } from "./ccxt-books.ts";
import { FrameBookContender } from "./frame-book-contender.ts";
import { CcxtFrameBooks, EngineFrameBooks, JsonFrameBooks } from "./frame-books.ts";
import { cutSegments } from "./frame-segments.ts";
import { DeltaContender, SnapshotContender } from "./set-contenders.ts";

interface Plan {
  readonly hot: HotPlan;
  readonly changes: number;
  readonly frames: number;
  readonly extraMarkets: number;
}

const PLANS: Record<Scale, Plan> = {
  smoke: { hot: { rounds: 1, warmupMs: 0, batches: 6 }, changes: 2_000, frames: 2_000, extraMarkets: 4 },
  quick: { hot: { rounds: 3, warmupMs: 200, batches: 300 }, changes: 100_000, frames: 10_000, extraMarkets: 189 },
  full: { hot: { rounds: 7, warmupMs: 1_000, batches: 800 }, changes: 400_000, frames: 20_000, extraMarkets: 189 },
};
const CHANGES_PER_BATCH = 128;
const SNAPSHOTS_PER_BATCH = 4;
const MANY_BOOKS = 200;

/** Which frames of a tape are timed, and in runs of at least how many. */
interface FrameChoice {
  readonly name: string;
  readonly runMin: number;
  wanted(text: string): boolean;
}

const PAIR_CHANGE: FrameChoice = {
  name: "price_change frame, 2 entries",
  runMin: 6,
  wanted: (text) => text.includes('"event_type":"price_change"') && text.split('"asset_id"').length === 3,
};
const BOOK: FrameChoice = {
  name: "book snapshot frame",
  runMin: 2,
  wanted: (text) => text.includes('"event_type":"book"'),
};

/** Books by themselves, and the whole way from a frame to its book, against Maps and ccxt. */
export const bookBench: Bench = {
  name: "book",
  title: "books, and frames into books",
  run(scale: Scale): BenchReport {
    const plan = PLANS[scale];
    const one = benchChanges(1, plan);
    const many = benchChanges(MANY_BOOKS, plan);
    const snapshots = benchSnapshots(plan);
    const tape = renderPolymarket({ extraMarkets: plan.extraMarkets, levels: 42, frames: plan.frames });
    const delta = benchFrames(tape, plan.hot, PAIR_CHANGE);
    const book = benchFrames(tape, plan.hot, BOOK);
    return {
      sections: [one, many, snapshots, delta, book],
      achievements: [goal("book_ccxt", many), goal("delta_ccxt", delta), goal("snapshot_ccxt", book)],
    };
  },
};

function benchChanges(books: number, { changes, hot }: Plan): Section {
  const flow = drawFlow(books, changes);
  const contenders = openSets(books).map((set) => new DeltaContender(set, flow, CHANGES_PER_BATCH));
  return toSection(
    `level change + both best prices, ${books} book${books > 1 ? "s" : ""} of 1,000 prices`,
    "ns/change",
    runHot(contenders, hot),
  );
}

function benchSnapshots({ hot }: Plan): Section {
  const flow = drawFlow(MANY_BOOKS, 1);
  const contenders = openSets(MANY_BOOKS).map((set) => new SnapshotContender(set, flow, SNAPSHOTS_PER_BATCH));
  return toSection("whole book replaced, 40 + 40 levels, 200 books", "ns/book", runHot(contenders, hot));
}

function openSets(books: number): BookSet[] {
  return [new ArenaBooks(books), new CachedMapBooks(books), new CcxtBooks(books)];
}

function benchFrames(tape: Tape, hot: HotPlan, { name, runMin, wanted }: FrameChoice): Section {
  const segments = cutSegments(tape.frames, wanted, runMin);
  const books = [new EngineFrameBooks(tape), new JsonFrameBooks(tape), new CcxtFrameBooks(tape)];
  const contenders = books.map((set) => new FrameBookContender(set, tape.snapshots, segments));
  return toSection(`${name} → book, ${tape.instruments.size} books`, "ns/frame", runHot(contenders, hot));
}

function toSection(title: string, unit: string, results: readonly HotResult[]): Section {
  return { title, unit, better: "lower", rows: results };
}

function goal(key: string, section: Section): Achievement {
  const ccxt = section.rows.find(({ name }) => name.startsWith("ccxt"));
  if (!ccxt) throw new RangeError(`ccxt took part in "${section.title}"`);
  return { goal: key, ratio: ratioOf(section.better, section.rows[0], ccxt) };
}
