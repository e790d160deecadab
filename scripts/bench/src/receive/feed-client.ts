import type { InstrumentTable } from "@augury/model";
import { FEED_COUNTERS, type FeedCore, type FeedLink, FeedRunner, RunnerConfig } from "@augury/net";
import { Counters, createCounters } from "@augury/telemetry";
import { POLYMARKET_COUNTERS, PolymarketFeedCore } from "@augury/venue-polymarket";
import { LocalMarket } from "../frames/local-market.ts";
import { BENCH_FEED, benchSession } from "./bench-session.ts";
import type { ReceiveClient } from "./receive-client.ts";

/** Ours: the feed runner on Bun's built-in ws, with the whole Polymarket core, into a ring that is emptied at once. */
export class FeedClient implements ReceiveClient {
  readonly name = "our feed: ws → parser → ring";
  readonly path = "/feed";
  private readonly market: LocalMarket;
  private readonly counters = createCounters(FEED_COUNTERS);
  private readonly counted = new Counters(this.counters);
  private readonly framesSlot = this.counted.slot("frames");
  private runner: FeedRunner | undefined;

  constructor(private readonly instruments: InstrumentTable) {
    this.market = new LocalMarket(instruments, "polymarket", true);
  }

  get frames(): number {
    return this.counted.values[this.framesSlot];
  }

  async open(port: number): Promise<void> {
    this.runner = new FeedRunner({
      name: "polymarket",
      session: benchSession(port, this.path),
      runner: RunnerConfig.parse({}),
      publisher: this.market.publisher,
      counters: this.counters,
      random: () => 0.5,
      core: (link) => this.openCore(link),
    });
    const connected = await this.runner.connect();
    if (!connected.ok) throw connected.error;
  }

  async close(): Promise<void> {
    await this.runner?.disconnect();
  }

  private openCore(link: FeedLink): FeedCore {
    const { instruments, market } = this;
    const counters = new Counters(createCounters(POLYMARKET_COUNTERS));
    return new PolymarketFeedCore({ instruments, publisher: market.publisher, link, counters, config: BENCH_FEED });
  }
}
