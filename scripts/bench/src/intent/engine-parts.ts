import { MICROS } from "@augury/core";
import type { Instrument } from "@augury/model";
import { InstrumentTable } from "@augury/model";
import { FEED_COUNTERS, RunnerConfig } from "@augury/net";
import {
  createEngineMemory,
  DECISION_COUNTERS,
  DecisionCore,
  type DecisionCounter,
  DecisionShell,
  type EngineMemory,
  type FeedStart,
  RingSizes,
} from "@augury/pipeline";
import { Portfolio } from "@augury/portfolio";
import { readRingStats } from "@augury/ring";
import { RiskConfig, RiskGate } from "@augury/risk";
import { type CounterHandle, Counters, createCounters } from "@augury/telemetry";
import { POLYMARKET_COUNTERS } from "@augury/venue-polymarket";
import { BENCH_FEED, benchSession } from "../receive/bench-session.ts";
import { FireLog, type FireLogHandle } from "./fire-log.ts";
import { PublicationClock } from "./publication-clock.ts";
import { TriggerStrategy } from "./trigger-strategy.ts";

const BOOKS_BYTES_MAX = 32 << 20;
const TIMER_MS = 100;
/** Limits that nothing here reaches: every fire is to become an intent. */
const PLENTY = 1_000_000_000;
const RISK = RiskConfig.parse({
  priceBandTicks: 10_000,
  orderNotionalDollarsMax: PLENTY,
  positionNotionalDollarsMax: PLENTY,
  marketNotionalDollarsMax: PLENTY,
  groupNotionalDollarsMax: PLENTY,
  venueNotionalDollarsMax: PLENTY,
  totalNotionalDollarsMax: PLENTY,
  outcomeLossDollarsMax: PLENTY,
  selfCross: "allow",
  openOrdersMax: 100_000,
  openOrdersPerStrategyMax: 100_000,
  ordersPerSecondMax: 10_000,
});

/** What the decision thread of a benched engine is handed. */
export interface BenchDecisionStart {
  readonly memory: EngineMemory;
  readonly instruments: readonly Instrument[];
  readonly counters: CounterHandle<DecisionCounter>;
  readonly log: FireLogHandle;
}

/** Everything of a benched engine but its threads: the memory, and how its stages start. */
export interface EngineParts {
  readonly memory: EngineMemory;
  readonly feed: FeedStart;
  readonly decision: BenchDecisionStart;
}

/** Returns how many frames an engine's feed has received. */
export function receivedBy({ feed }: EngineParts): number {
  return new Counters(feed.counters).get("frames");
}

/** Returns how many market slots decision has not consumed yet. */
export function waitingIn({ memory }: EngineParts): number {
  return readRingStats(memory.market.polymarket).lag;
}

/** Lays out an engine with one Polymarket feed, as apps/engine does. */
export function planEngine(options: {
  readonly instruments: InstrumentTable;
  readonly port: number;
  readonly path: string;
  readonly inline: boolean;
  readonly log: FireLog;
}): EngineParts {
  const { list } = options.instruments;
  const memory = createEngineMemory({
    instruments: list.length,
    rings: RingSizes.parse({}),
    booksBytesMax: BOOKS_BYTES_MAX,
    inline: options.inline,
  });
  const feed: FeedStart = {
    venue: "polymarket",
    venueCounters: createCounters(POLYMARKET_COUNTERS),
    config: BENCH_FEED,
    memory,
    instruments: list,
    counters: createCounters(FEED_COUNTERS),
    session: benchSession(options.port, options.path),
    runner: RunnerConfig.parse({}),
    seed: 1,
    signed: false,
    rawFrames: false,
  };
  const counters = createCounters(DECISION_COUNTERS);
  return { memory, feed, decision: { memory, instruments: list, counters, log: options.log.handle } };
}

/** Builds the decision stage around the benched strategy; everything else is the engine's own. */
export function openDecision({ counters, instruments: list, log: handle, memory }: BenchDecisionStart): DecisionShell {
  const instruments = new InstrumentTable(list);
  const log = new FireLog(handle);
  const portfolio = new Portfolio(instruments);
  // More than every fire together can spend.
  portfolio.deposit(PLENTY * MICROS, "polymarket");
  const core = new DecisionCore({
    instruments,
    arena: memory.arena,
    strategies: [new TriggerStrategy(list.length, log)],
    risk: new RiskGate(RISK, instruments),
    portfolio,
    groupQuietUs: 250_000,
    refusalPauseUs: 0,
  });
  return new DecisionShell({
    memory,
    core,
    clock: new PublicationClock(log),
    counters,
    incarnation: 1,
    firstIntentId: 1,
    reportsSeen: 0,
    timerMs: TIMER_MS,
    forwards: "nothing",
  });
}

/** The feed is not signed, so nobody asks for headers. */
export function noHeaders(): never {
  throw new Error("an unsigned feed asks for no headers");
}
