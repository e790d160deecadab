import { MarketParser } from "@augury/venue-polymarket";
import type { Bench, BenchReport } from "../bench.ts";
import type { Scale } from "../bench-options.ts";
import { type FrameKind, kalshiKinds, polymarketKinds } from "../frames/frame-kinds.ts";
import { LocalMarket, openKalshiCore, openPolymarketCore } from "../frames/local-market.ts";
import { renderKalshi, renderPolymarket, type Tape } from "../frames/tape.ts";
import { type ColdPlan, runCold } from "../measure/cold-rounds.ts";
import { type Contender, type HotPlan, type HotResult, runHot } from "../measure/hot-rounds.ts";
import type { Row, Section } from "../measure/section.ts";
import { FrameContender } from "./frame-contender.ts";
import { normalizeKalshi } from "./normalize-kalshi.ts";
import { normalizePolymarket } from "./normalize-polymarket.ts";
import { Sink } from "./sink.ts";
import { TextContender } from "./text-contender.ts";

interface Plan {
  readonly frames: number;
  readonly rounds: number;
  readonly warmupMs: number;
  readonly batches: number;
  readonly cold: ColdPlan;
}

const PLANS: Record<Scale, Plan> = {
  smoke: { frames: 3_000, rounds: 1, warmupMs: 0, batches: 8, cold: { samples: 2, idleMs: 1 } },
  quick: { frames: 12_000, rounds: 3, warmupMs: 200, batches: 150, cold: { samples: 30, idleMs: 10 } },
  full: { frames: 12_000, rounds: 7, warmupMs: 500, batches: 500, cold: { samples: 150, idleMs: 10 } },
};
const SHAPE = { extraMarkets: 86, levels: 42 };
/** Frames per timed batch: enough to hide the clock's 50 ns. */
const PER_BATCH = 32;

/** Frame to slot per message type, against JSON.parse of the same frames. */
export const parseBench: Bench = {
  name: "parse",
  title: "frame to slots",
  async run(scale: Scale): Promise<BenchReport> {
    const plan = PLANS[scale];
    const polymarket = renderPolymarket({ ...SHAPE, frames: plan.frames });
    const kalshi = renderKalshi({ ...SHAPE, frames: plan.frames });
    const kinds = [...polymarketKinds(polymarket), ...kalshiKinds(kalshi)];
    const tapeOf = ({ venue }: FrameKind) => (venue === "polymarket" ? polymarket : kalshi);
    const { rounds, warmupMs, batches } = plan;
    const hot: HotPlan = { rounds, warmupMs, batches };
    const sections = kinds.map((kind) => {
      const rows = runHot(contendersFor(kind, tapeOf(kind), PER_BATCH), hot);
      return toSection(`${kind.name}, ${Math.round(kind.bytes)} bytes, hot`, rows, kind);
    });
    for (const kind of [kinds[0], kinds[4]]) {
      const rows = await runCold(contendersFor(kind, tapeOf(kind), 1), plan.cold);
      sections.push(toSection(`${kind.name}, cold: one frame after ${plan.cold.idleMs} ms of nothing`, rows, kind));
    }
    return { sections, achievements: [] };
  },
};

function contendersFor(kind: FrameKind, tape: Tape, perBatch: number): Contender[] {
  return kind.venue === "polymarket"
    ? polymarketContenders(kind, tape, perBatch)
    : kalshiContenders(kind, tape, perBatch);
}

function polymarketContenders({ frames }: FrameKind, tape: Tape, perBatch: number): Contender[] {
  const { instruments } = tape;
  const work = { frames, perBatch, first: [] };
  const market = new LocalMarket(instruments, "polymarket");
  const core = openPolymarketCore(tape, market);
  const bare = new LocalMarket(instruments, "polymarket");
  bare.beginEpochs(instruments);
  const parser = new MarketParser(instruments, bare.publisher);
  const eater = { frame: (_: number, bytes: Uint8Array, us: number) => parser.parse(bytes, us) };
  const indexOf = new Map(instruments.list.map(({ venueId, index }) => [venueId, index]));
  return [
    new FrameContender("our feed core: bytes → slots, hash ladder kept", core, market, work),
    new FrameContender("our parser alone: bytes → slots", eater, bare, work),
    ...jsonContenders(normalizePolymarket, indexOf, frames, perBatch),
  ];
}

function kalshiContenders({ frames }: FrameKind, tape: Tape, perBatch: number): Contender[] {
  const { instruments, snapshots } = tape;
  const market = new LocalMarket(instruments, "kalshi");
  const core = openKalshiCore(tape, market);
  const isBooks = frames[0].includes('"type":"orderbook_');
  // The books must be live before their deltas, and in the same count.
  const first = isBooks ? snapshots.filter((text) => text.includes('"seq":')) : [];
  const indexOf = new Map(
    instruments.booksOf("kalshi").map(({ venueId, index }): [string, number] => [venueId, index]),
  );
  return [
    new FrameContender("our feed core: bytes → slots, sequence checked", core, market, { frames, perBatch, first }),
    ...jsonContenders(normalizeKalshi, indexOf, frames, perBatch),
  ];
}

function jsonContenders(
  normalize: (text: string, indexOf: ReadonlyMap<string, number>, sink: Sink) => void,
  indexOf: ReadonlyMap<string, number>,
  frames: readonly string[],
  perBatch: number,
): Contender[] {
  const sink = new Sink();
  let parsed = 0;
  const parseAlone = (text: string) => {
    if (typeof JSON.parse(text) === "object") parsed++;
  };
  return [
    new TextContender(
      "string → JSON.parse + Number() + Map",
      (text) => normalize(text, indexOf, sink),
      () => sink.take(),
      frames,
      perBatch,
    ),
    new TextContender("string → JSON.parse alone", parseAlone, () => parsed, frames, perBatch),
  ];
}

function toSection(title: string, results: readonly HotResult[], kind: FrameKind): Section {
  const rows = results.map(({ name, spread, checksum }): Row => {
    const alone = name.endsWith("alone") && name.startsWith("string");
    const perByte = (spread.p50 / kind.bytes).toFixed(2);
    return { name, spread, checksum: alone ? undefined : checksum, extra: { "ns/byte": perByte } };
  });
  return { title: `${kind.venue} ${title}`, unit: "ns/frame", better: "lower", rows };
}
