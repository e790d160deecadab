import { type Clock, Prng } from "@augury/core";
import { FeedCode, type Instrument, InstrumentTable, type Venue } from "@augury/model";
import {
  type FeedCore,
  type FeedCounter,
  type FeedLink,
  FeedRunner,
  type HttpCounter,
  type HttpOverride,
  type RunnerConfig,
  type SessionConfig,
} from "@augury/net";
import { ByteRingProducer, RingProducer, TurnPublisher } from "@augury/ring";
import { type CounterHandle, Counters, HistogramSet } from "@augury/telemetry";
import {
  type KalshiCounter,
  type KalshiFeedConfig,
  KalshiFeedCore,
  KalshiPolledFeed,
  type KalshiPollingConfig,
  openBookReader,
} from "@augury/venue-kalshi";
import {
  type PolymarketCounter,
  type PolymarketFeedConfig,
  PolymarketFeedCore,
  type ReferenceCounter,
  type ReferenceFeedConfig,
  ReferenceFeedCore,
} from "@augury/venue-polymarket";
import { EpochTable, MarketPublisher } from "@augury/wire";
import type { EngineMemory } from "./engine-memory.ts";
import type { HeaderResult } from "./execute-stage.ts";
import { FeedShell } from "./feed-shell.ts";
import { MeasuredCore } from "./measured-core.ts";

/** A feed's own part of its start: one entry per venue, and the reference prices. */
export type VenueFeedStart =
  | {
      readonly venue: "polymarket";
      readonly config: Partial<PolymarketFeedConfig>;
      readonly venueCounters: CounterHandle<PolymarketCounter>;
    }
  | {
      readonly venue: "kalshi";
      readonly config: Partial<KalshiFeedConfig>;
      readonly venueCounters: CounterHandle<KalshiCounter>;
      /** There is no key: books are polled over REST. */
      readonly polling?: KalshiPolling | undefined;
    }
  | {
      readonly venue: "reference";
      readonly config: ReferenceFeedConfig;
      readonly venueCounters: CounterHandle<ReferenceCounter>;
    };

/** How and where books are polled. */
export interface KalshiPolling {
  readonly baseUrl: string;
  readonly http: HttpOverride;
  readonly config: KalshiPollingConfig;
  /** What the reader's REST client counts, in shared memory: main shows it. */
  readonly httpCounters: CounterHandle<HttpCounter>;
}

/** What a feed thread is handed at its start. */
export type FeedStart = VenueFeedStart & {
  readonly memory: EngineMemory;
  readonly instruments: readonly Instrument[];
  readonly counters: CounterHandle<FeedCounter>;
  readonly session: SessionConfig;
  readonly runner: RunnerConfig;
  /** Seed of the backoff's jitter. */
  readonly seed: number;
  /** Handshakes are signed: the headers come from the executor. */
  readonly signed: boolean;
  /** Raw frames go to the recorder too. */
  readonly rawFrames: boolean;
};

/** Asks the executor for the headers of one handshake. */
export type MintHeaders = (method: string, path: string) => Promise<HeaderResult>;

/** A venue's feed, publishing into its market ring: its protocol core behind live sockets, or its books polled where there is no key. */
export class FeedStage {
  readonly shell: FeedShell;
  readonly runner: Venue;
  private readonly publisher: MarketPublisher;

  /**
   * `published` is called after every commit: in the inline topology it steps the stages behind at once, because a wake-up through the
   * event loop takes longer than all they do.
   */
  constructor(start: FeedStart, clock: Clock, mint: MintHeaders, published?: () => void) {
    const { memory, venue } = start;
    const ring = new RingProducer(memory.market[venue]);
    const turn = new TurnPublisher(ring);
    const committed = () => {
      if (published) {
        // The stages behind run right here: a wake-up of the loop they share with us would find nothing left to do.
        ring.flushSilently();
        published();
        if (ring.lag() > 0) ring.wake();
      } else turn.committed();
    };
    this.publisher = new MarketPublisher(ring, new EpochTable(memory.epochs), FeedCode[venue], committed);
    this.runner =
      start.venue === "kalshi" && start.polling
        ? createPolledFeed(start, start.polling, this.publisher)
        : createRunner(start, this.publisher, clock, mint);
    this.shell = new FeedShell(memory, venue, this.runner);
  }

  /** Begins to connect; failures are retried and published as connection events. */
  connect(): void {
    void this.runner.connect();
  }

  /** Closes the sockets and publishes what was committed. */
  async disconnect(): Promise<void> {
    await this.runner.disconnect();
    this.publisher.sayUnsaid();
    this.publisher.ring.flush();
  }
}

function createRunner(start: FeedStart, publisher: MarketPublisher, clock: Clock, mint: MintHeaders): Venue {
  const { memory, venue } = start;
  const histograms = new HistogramSet(memory.histograms);
  const raw = start.rawFrames ? new ByteRingProducer(memory.raw[venue]) : undefined;
  const random = new Prng(start.seed);
  return new FeedRunner({
    name: venue,
    session: start.session,
    runner: start.runner,
    publisher: publisher,
    counters: start.counters,
    random: () => random.next(),
    core: (link) =>
      new MeasuredCore(createCore(start, publisher, link), {
        clock,
        frame: histograms.of(`frame_${venue}`),
        parse: histograms.of(`parse_${venue}`),
        ...(raw ? { raw } : {}),
      }),
    ...(start.signed ? { mintHeaders: () => mintFor(start.session, mint) } : {}),
  });
}

function createPolledFeed(
  start: Extract<FeedStart, { readonly venue: "kalshi" }>,
  { baseUrl, http, config, httpCounters }: KalshiPolling,
  publisher: MarketPublisher,
): Venue {
  const random = new Prng(start.seed);
  return new KalshiPolledFeed({
    instruments: new InstrumentTable(start.instruments),
    publisher,
    reader: openBookReader({ baseUrl, http, counters: httpCounters }, config),
    counters: new Counters(start.venueCounters),
    feedCounters: new Counters(start.counters),
    config,
    random: () => random.next(),
  });
}

function createCore(start: FeedStart, publisher: MarketPublisher, link: FeedLink): FeedCore {
  const instruments = new InstrumentTable(start.instruments);
  switch (start.venue) {
    case "polymarket":
      return new PolymarketFeedCore({
        instruments,
        publisher,
        link,
        counters: new Counters(start.venueCounters),
        config: start.config,
      });
    case "kalshi":
      return new KalshiFeedCore({
        instruments,
        publisher,
        link,
        counters: new Counters(start.venueCounters),
        config: start.config,
      });
    case "reference":
      return new ReferenceFeedCore({
        publisher,
        link,
        counters: new Counters(start.venueCounters),
        config: start.config,
      });
  }
}

function mintFor(session: SessionConfig, mint: MintHeaders): Promise<HeaderResult> {
  return mint("GET", new URL(session.url).pathname);
}
