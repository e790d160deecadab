import type { PaperConfig } from "@augury/execution";
import type { FeedName, Instrument, InstrumentTable } from "@augury/model";
import {
  FEED_COUNTERS,
  type FeedCounter,
  FlowConfig,
  HTTP_COUNTERS,
  type HttpCounter,
  type SessionConfig,
} from "@augury/net";
import {
  createEngineMemory,
  DECISION_COUNTERS,
  type DecisionConfig,
  type DecisionCounter,
  type EngineMemory,
  EXECUTOR_COUNTERS,
  type ExecutorCounter,
  type KalshiKeySource,
  type LiveStart,
  RECORDER_COUNTERS,
  type RecorderCounter,
  type VenueFeedStart,
} from "@augury/pipeline";
import { createStrategies } from "@augury/strategy";
import { type CounterHandle, createCounters } from "@augury/telemetry";
import { KALSHI_COUNTERS, type PollPlan, planPolls } from "@augury/venue-kalshi";
import { POLYMARKET_COUNTERS, type PolyboltCredentials, REFERENCE_COUNTERS } from "@augury/venue-polymarket";
import { type KalshiConfig, kalshiPolling, kalshiSession } from "../config/kalshi-config.ts";
import { liveStopMs } from "../config/live-config.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { polymarketSession } from "../config/polymarket-config.ts";
import { referenceSession } from "../config/reference-config.ts";
import { liveStartOf } from "./live-start-of.ts";
import type { MissingVenue } from "./load-instruments.ts";

/** Every block of counters of one engine, in shared memory. */
export interface EngineCounters {
  readonly feeds: Record<FeedName, CounterHandle<FeedCounter>>;
  readonly venues: Record<FeedName, CounterHandle<string>>;
  /** Of the REST client that polls Kalshi's books in the feed's thread. */
  readonly pollingHttp: CounterHandle<HttpCounter>;
  readonly decision: CounterHandle<DecisionCounter>;
  readonly executor: CounterHandle<ExecutorCounter>;
  readonly recorder: CounterHandle<RecorderCounter>;
}

/** One feed as the topology starts it: a venue's, or the reference prices'. */
export interface FeedPlan {
  readonly venue: FeedName;
  readonly session: SessionConfig;
  readonly own: VenueFeedStart;
  readonly signed: boolean;
  readonly pausedMsMax: number;
  /** The pace at which books are polled, where they are not streamed. */
  readonly polling?: PollPlan;
}

/** What an engine is made of, before anything runs: configuration resolved to indices, memory, counters. */
export interface EnginePlan {
  readonly loaded: LoadedConfig;
  readonly processId: string;
  readonly buildId: string;
  readonly instruments: readonly Instrument[];
  /** Venues whose metadata could not be had when the run began. */
  readonly missing: readonly MissingVenue[];
  readonly decision: DecisionConfig;
  readonly paper: PaperConfig;
  readonly memory: EngineMemory;
  readonly counters: EngineCounters;
  readonly feeds: readonly FeedPlan[];
  /** Where the key is: the executor alone reads it. */
  readonly kalshiKey: KalshiKeySource | undefined;
  /** In live mode alone. */
  readonly live: { readonly start: LiveStart; readonly stopMsMax: number } | undefined;
  /** Instruments that each strategy watches, in the order of the configuration. */
  readonly strategyInstruments: readonly (readonly number[])[];
  readonly instrumentsMax: number;
}

export interface PlanInput {
  readonly loaded: LoadedConfig;
  readonly processId: string;
  readonly buildId: string;
  readonly table: InstrumentTable;
  readonly missing?: readonly MissingVenue[];
  readonly decision: DecisionConfig;
  readonly kalshiKey: KalshiKeySource | undefined;
  readonly polyboltKey?: PolyboltCredentials | undefined;
}

/** Lays out an engine. */
export function planEngine(input: PlanInput): EnginePlan {
  const { config } = input.loaded;
  const counters = createEngineCounters();
  return {
    ...input,
    instruments: input.table.list,
    missing: input.missing ?? [],
    strategyInstruments: strategyInstruments(input),
    instrumentsMax: (config.venues.polymarket?.instrumentsMax ?? 0) + (config.venues.kalshi?.instrumentsMax ?? 0),
    paper: config.paper,
    counters,
    live: planLive(input),
    feeds: planFeeds(input, counters),
    memory: createEngineMemory({
      instruments: input.table.size,
      references: input.decision.references.length,
      rings: config.rings,
      booksBytesMax: config.books.bytesMax,
      inline: config.topology === "inline",
    }),
  };
}

function planLive({ loaded, processId }: PlanInput): EnginePlan["live"] {
  const start = liveStartOf(loaded, processId);
  const { live } = loaded.config;
  return start && live && { start, stopMsMax: liveStopMs(live) };
}

function strategyInstruments({ decision, table }: PlanInput): readonly (readonly number[])[] {
  const strategies = createStrategies(decision.strategies, table);
  if (!strategies.ok) throw strategies.error;
  return strategies.value.map(({ instruments }) => instruments);
}

function createEngineCounters(): EngineCounters {
  return {
    feeds: {
      polymarket: createCounters(FEED_COUNTERS),
      kalshi: createCounters(FEED_COUNTERS),
      reference: createCounters(FEED_COUNTERS),
    },
    venues: {
      polymarket: createCounters<string>(POLYMARKET_COUNTERS),
      kalshi: createCounters<string>(KALSHI_COUNTERS),
      reference: createCounters<string>(REFERENCE_COUNTERS),
    },
    pollingHttp: createCounters(HTTP_COUNTERS),
    decision: createCounters(DECISION_COUNTERS),
    executor: createCounters(EXECUTOR_COUNTERS),
    recorder: createCounters(RECORDER_COUNTERS),
  };
}

function planFeeds(input: PlanInput, counters: EngineCounters): FeedPlan[] {
  return [...planVenues(input, counters), ...planReference(input, counters)];
}

function planReference({ loaded, decision, polyboltKey }: PlanInput, counters: EngineCounters): FeedPlan[] {
  const { reference } = loaded.config;
  const { references } = decision;
  if (!reference?.enabled || references.length === 0) return [];
  return [
    {
      venue: "reference",
      session: referenceSession(reference),
      signed: false,
      pausedMsMax: FlowConfig.parse({}).pausedMsMax,
      own: {
        venue: "reference",
        venueCounters: counters.venues.reference as never,
        config: { source: reference.source, references, freezeMs: reference.freezeMs, credentials: polyboltKey },
      },
    },
  ];
}

function planVenues(input: PlanInput, counters: EngineCounters): FeedPlan[] {
  const { loaded, table } = input;
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
  if (kalshi?.enabled && table.booksOf("kalshi").length > 0) plans.push(planKalshi(kalshi, input, counters));
  return plans;
}

/** With a key the socket, without one the books over REST. */
function planKalshi(kalshi: KalshiConfig, { table, kalshiKey }: PlanInput, counters: EngineCounters): FeedPlan {
  const { useYesPrice, stallMs, snapshotMs, restUrl, http, pausedMsMax } = kalshi;
  const polling = kalshiPolling(kalshi);
  const own = {
    venue: "kalshi",
    venueCounters: counters.venues.kalshi as never,
    config: { useYesPrice, stallMs, snapshotTimeoutMs: snapshotMs },
  } as const;
  const plan = { venue: "kalshi", session: kalshiSession(kalshi), pausedMsMax } as const;
  if (kalshiKey) return { ...plan, own, signed: true };
  return {
    ...plan,
    own: { ...own, polling: { baseUrl: restUrl, http, config: polling, httpCounters: counters.pollingHttp } },
    signed: false,
    polling: planPolls(table.booksOf("kalshi").length, polling),
  };
}
