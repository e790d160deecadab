import type { OpenStream, StreamMessage } from "@augury/net";
import { POLYMARKET_GROUPS } from "@augury/venue-polymarket";
import { FakePolymarket, type MarketSpec, PolymarketExchange } from "@augury/venue-polymarket/sim";
import {
  ConnectionStatus,
  type Message,
  RealTimeDataClient,
  type SubscriptionMessage,
} from "@polymarket/real-time-data-client";

export type OfficialSubscription = SubscriptionMessage["subscriptions"][number];

const WAIT_MS_MAX = 30_000;
const POLL_MS = 10;
const BID = 0;
const ASK = 1;

/** The official client and ours on one fake venue, whose prices, comments and trades are the same for everyone. */
export class Scene {
  readonly statuses: ConnectionStatus[] = [];
  readonly official: Message[] = [];
  readonly ours: StreamMessage[] = [];
  readonly client: RealTimeDataClient;
  private readonly trader: ReturnType<typeof setInterval>;
  private readonly streams: OpenStream[] = [];

  private constructor(readonly venue: FakePolymarket) {
    this.client = new RealTimeDataClient({
      host: venue.socketUrlOf("/rtds"),
      pingInterval: 100,
      onMessage: (_, message) => this.official.push(message),
      onStatusChange: (status) => this.statuses.push(status),
    });
    this.trader = setInterval(() => trade(venue), 200);
  }

  static open(): Scene {
    return new Scene(FakePolymarket.start({ port: 0, seed: 5, exchange: openExchange() }));
  }

  /** Connects the official client. */
  async connect(): Promise<void> {
    this.client.connect();
    await this.until(() => this.statuses.at(-1) === ConnectionStatus.CONNECTED);
  }

  /** Opens one of our streams. */
  listen(name: string, params: object): void {
    const group = POLYMARKET_GROUPS.find((one) => one.name === "rtds");
    const opened = group?.open({ streamUrl: this.venue.socketUrlOf("/rtds") }).stream(name, params, {
      message: (message) => this.ours.push(message),
      status: () => {},
      ended: () => {},
    });
    if (!opened?.ok) throw opened?.error ?? new Error("there is a group rtds");
    this.streams.push(opened.value);
  }

  /** Resolves once `condition` holds; fails when it does not within half a minute. */
  async until(condition: () => boolean): Promise<void> {
    for (const endMs = performance.now() + WAIT_MS_MAX; !condition(); ) {
      if (performance.now() > endMs) throw new Error(`waited in vain for ${condition}`);
      await Bun.sleep(POLL_MS);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.trader);
    await Promise.all(this.streams.map((stream) => stream.close()));
    // Before `connect` there is no socket to close.
    if (this.statuses.length > 0) this.client.disconnect();
    await this.venue.stop();
  }
}

function trade(venue: FakePolymarket): void {
  const timeUs = Date.now() * 1_000;
  venue.exchange.trade(0, { takerSide: "sell", size: 10_000, levelsMax: 1, timeUs, echoDelayUs: 0 });
  venue.exchange.advance(timeUs);
}

function openExchange(): PolymarketExchange {
  const exchange = new PolymarketExchange(5);
  const timeUs = Date.now() * 1_000;
  const levels = [
    { side: BID, price: 4_900, size: 900_000_000 },
    { side: ASK, price: 5_100, size: 900_000_000 },
  ] as const;
  exchange.seedBook(exchange.addMarket(MARKET, timeUs), levels, timeUs);
  return exchange;
}

export const MARKET: MarketSpec = {
  id: "1",
  conditionId: `0x${"a1".repeat(32)}`,
  questionId: `0x${"f".repeat(64)}`,
  slug: "market-1",
  question: "Question?",
  description: "It resolves, or not.",
  groupItemTitle: "",
  tokens: ["11", "12"],
  outcomes: ["Yes", "No"],
  step: 100,
  minOrderSize: 5,
  feeRate: 0,
  event: { id: "7", slug: "event-7", title: "Event", negRisk: false, negRiskAugmented: false, negRiskMarketId: "" },
  startTimeMs: 0,
  endTimeMs: 4_000_000_000_000,
};
