import type { PaperConfig } from "@augury/execution";
import type { Instrument, InstrumentTable, VenueName } from "@augury/model";
import { FEED_COUNTERS, type FeedCounter, type SessionConfig } from "@augury/net";
import {
  createEngineMemory,
  DECISION_COUNTERS,
  type DecisionConfig,
  type DecisionCounter,
  type EngineMemory,
  EXECUTOR_COUNTERS,
  type ExecutorCounter,
  RECORDER_COUNTERS,
  type RecorderCounter,
  type VenueFeedStart,
} from "@augury/pipeline";
import { createStrategies } from "@augury/strategy";
import { type CounterHandle, createCounters } from "@augury/telemetry";
import { KALSHI_COUNTERS } from "@augury/venue-kalshi";
import { POLYMARKET_COUNTERS } from "@augury/venue-polymarket";
import { kalshiSession } from "../config/kalshi-config.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { polymarketSession } from "../config/polymarket-config.ts";

/** Every block of counters of one engine, in shared memory. */
export interface EngineCounters {
  readonly feeds: Record<VenueName, CounterHandle<FeedCounter>>;
  readonly venues: Record<VenueName, CounterHandle<string>>;
  readonly decision: CounterHandle<DecisionCounter>;
  readonly executor: CounterHandle<ExecutorCounter>;
  readonly recorder: CounterHandle<RecorderCounter>;
}

/** One venue's feed as the topology starts it. */
export interface FeedPlan {
  readonly venue: VenueName;
  readonly session: SessionConfig;
  readonly own: VenueFeedStart;
  readonly signed: boolean;
  readonly pausedMsMax: number;
}

/** What an engine is made of, before anything runs: configuration resolved to indices, memory, counters. */
export interface EnginePlan {
  readonly loaded: LoadedConfig;
  readonly processId: string;
  readonly buildId: string;
  readonly instruments: readonly Instrument[];
  readonly decision: DecisionConfig;
  readonly paper: PaperConfig;
  readonly memory: EngineMemory;
  readonly counters: EngineCounters;
  readonly feeds: readonly FeedPlan[];
  readonly kalshiKey: { readonly keyId: string; readonly privateKeyPem: string } | undefined;
  /** Instruments that each strategy watches, in the order of the configuration. */
  readonly strategyInstruments: readonly (readonly number[])[];
  readonly instrumentsMax: number;
}

export interface PlanInput {
  readonly loaded: LoadedConfig;
  readonly processId: string;
  readonly buildId: string;
  readonly table: InstrumentTable;
  readonly decision: DecisionConfig;
  readonly kalshiKey: { readonly keyId: string; readonly privateKeyPem: string } | undefined;
}

/** Lays out an engine. */
export function planEngine(input: PlanInput): EnginePlan {
  const { config } = input.loaded;
  const counters = createEngineCounters();
  return {
    ...input,
    instruments: input.table.list,
    strategyInstruments: strategyInstruments(input),
    instrumentsMax: (config.venues.polymarket?.instrumentsMax ?? 0) + (config.venues.kalshi?.instrumentsMax ?? 0),
    paper: config.paper,
    counters,
    feeds: planFeeds(input, counters),
    memory: createEngineMemory({
      instruments: input.table.size,
      rings: config.rings,
      booksBytesMax: config.books.bytesMax,
      inline: config.topology === "inline",
    }),
  };
}

function strategyInstruments({ decision, table }: PlanInput): readonly (readonly number[])[] {
  const strategies = createStrategies(decision.strategies, table);
  if (!strategies.ok) throw strategies.error;
  return strategies.value.map(({ instruments }) => instruments);
}

function createEngineCounters(): EngineCounters {
  return {
    feeds: { polymarket: createCounters(FEED_COUNTERS), kalshi: createCounters(FEED_COUNTERS) },
    venues: {
      polymarket: createCounters<string>(POLYMARKET_COUNTERS),
      kalshi: createCounters<string>(KALSHI_COUNTERS),
    },
    decision: createCounters(DECISION_COUNTERS),
    executor: createCounters(EXECUTOR_COUNTERS),
    recorder: createCounters(RECORDER_COUNTERS),
  };
}

function planFeeds({ loaded, table, kalshiKey }: PlanInput, counters: EngineCounters): FeedPlan[] {
  const { polymarket, kalshi } = loaded.config.venues;
  const plans: FeedPlan[] = [];
  if (polymarket?.enabled && table.booksOf("polymarket").length > 0) {
    const { assetsPerSocketMax, hashBudgetPerSecond, stallMs, snapshotMs } = polymarket;
    plans.push({
      venue: "polymarket",
      session: polymarketSession(polymarket),
      signed: false,
      pausedMsMax: polymarket.pausedMsMax,
      own: {
        venue: "polymarket",
        venueCounters: counters.venues.polymarket as never,
        config: { assetsPerSocketMax, hashBudgetPerSecond, stallMs, snapshotTimeoutMs: snapshotMs },
      },
    });
  }
  if (kalshi?.enabled && kalshiKey && table.booksOf("kalshi").length > 0) {
    plans.push({
      venue: "kalshi",
      session: kalshiSession(kalshi),
      signed: true,
      pausedMsMax: kalshi.pausedMsMax,
      own: {
        venue: "kalshi",
        venueCounters: counters.venues.kalshi as never,
        config: { useYesPrice: kalshi.useYesPrice, stallMs: kalshi.stallMs, snapshotTimeoutMs: kalshi.snapshotMs },
      },
    });
  }
  return plans;
}
