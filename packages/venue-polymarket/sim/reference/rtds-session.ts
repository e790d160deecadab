import { Prng } from "@augury/core";
import type { SimSession } from "@augury/sim-kit";
import { z } from "zod";
import type { SessionLink } from "../market-session.ts";
import type { PolymarketExchange } from "../polymarket-exchange.ts";
import { ActivityTape } from "./activity-tape.ts";
import { CommentTape } from "./comment-tape.ts";
import { type FollowedPoint, PriceFollower } from "./price-follower.ts";
import { displayOf, plainTextOf, scaledTextOf } from "./price-text.ts";
import type { ReferencePrices } from "./reference-prices.ts";

const Subscription = z.object({ topic: z.string(), type: z.string(), filters: z.string().optional() });
type Subscription = z.infer<typeof Subscription>;
const Command = z.object({
  action: z.enum(["subscribe", "unsubscribe"]),
  subscriptions: z.array(Subscription).min(1),
});

const WINDOWS: Readonly<Record<string, number>> = {
  crypto_prices: 0,
  crypto_prices_chainlink: 0,
  crypto_prices_twap_thirty: 30,
  crypto_prices_twap_sixty: 60,
  equity_prices: 0,
};
const SCALED: ReadonlySet<string> = new Set([
  "crypto_prices_chainlink",
  "crypto_prices_twap_thirty",
  "crypto_prices_twap_sixty",
]);
const KNOWN: ReadonlySet<string> = new Set([...Object.keys(WINDOWS), "comments", "activity"]);
const SNAPSHOT_SECONDS = 60;
/** Subscriptions of one connection; more are met with silence, as everything else that this service dislikes. */
const SUBSCRIPTIONS_MAX = 128;

interface Followed extends Subscription {
  readonly symbol: string;
  readonly follower: PriceFollower;
}

export interface RtdsSessionOptions {
  readonly exchange: PolymarketExchange;
  readonly prices: ReferencePrices;
  readonly link: SessionLink;
  readonly seed: number;
  readonly nowMs: () => number;
}

/** One client of the real-time data socket, with the service's known vices (polymarket.md section 12). */
export class RtdsSession implements SimSession {
  private readonly random: Prng;
  private followed: Followed[] = [];
  private others: Subscription[] = [];
  private readonly tape: ActivityTape;
  private readonly comments: CommentTape;
  private readonly connectionId: string;

  constructor(private readonly options: RtdsSessionOptions) {
    this.random = new Prng(options.seed);
    this.connectionId = `${this.random.uint32().toString(36)}=`;
    this.comments = new CommentTape(options.nowMs());
    this.tape = new ActivityTape(options.exchange, (type, payload, timeMs) =>
      this.sendOther("activity", type, payload, timeMs),
    );
  }

  receive(text: string): void {
    if (/^ping$/i.test(text)) {
      this.pong(text);
      return;
    }
    const command = parseCommand(text);
    // Without an action, or with one topic that nobody knows, the whole frame is met with silence.
    if (!command || command.subscriptions.some(({ topic }) => !KNOWN.has(topic))) return;
    for (const one of command.subscriptions) {
      if (command.action === "subscribe") this.subscribe(one);
      else this.unsubscribe(one);
    }
  }

  onTime(nowMs: number): void {
    for (const one of this.followed) for (const point of one.follower.due(nowMs)) this.sendUpdate(one, point, nowMs);
    this.tape.onTime(nowMs);
    for (const { type, payload } of this.comments.due(nowMs)) this.sendOther("comments", type, payload, nowMs);
  }

  closed(): void {
    this.tape.close();
    this.followed = [];
    this.others = [];
  }

  /** The service answers pings in its own ways, or not at all. */
  private pong(text: string): void {
    const answer = this.random.pick([text === "ping" ? "pong" : "PONG", "", undefined]);
    if (answer !== undefined) this.options.link.send(answer, "reply");
  }

  private subscribe(subscription: Subscription): void {
    if (this.followed.length + this.others.length >= SUBSCRIPTIONS_MAX) return;
    const window = WINDOWS[subscription.topic];
    if (window === undefined) {
      this.others.push(subscription);
      if (subscription.topic === "activity") this.tape.open();
      return;
    }
    const { prices, nowMs } = this.options;
    const { symbols, isFiltered } = this.symbolsOf(subscription);
    for (const symbol of symbols) {
      const walk = prices.walk(symbol);
      if (!walk) continue;
      const follower = new PriceFollower(walk, window, nowMs());
      if (isFiltered) this.sendSnapshot(symbol, follower, nowMs());
      // A blank inside the filter: the snapshot comes and then nothing, because filters are compared as texts.
      if (!/\s/.test(subscription.filters ?? "")) this.followed.push({ ...subscription, symbol, follower });
    }
  }

  private unsubscribe({ topic, type }: Subscription): void {
    const goes = (one: Subscription) => one.topic === topic && (type === "*" || one.type === type);
    this.followed = this.followed.filter((one) => !goes(one));
    this.others = this.others.filter((one) => !goes(one));
    if (!this.others.some((one) => one.topic === "activity")) this.tape.close();
  }

  private symbolsOf({ topic, filters = "" }: Subscription): { symbols: readonly string[]; isFiltered: boolean } {
    if (filters === "") return { symbols: this.allSymbols(topic), isFiltered: false };
    const symbol = parseJson(filters)?.symbol;
    if (typeof symbol === "string") return { symbols: [symbol], isFiltered: true };
    return { symbols: filters.split(","), isFiltered: false };
  }

  private allSymbols(topic: string): readonly string[] {
    const symbols = this.options.prices.symbols(topic === "equity_prices" ? "equity" : "crypto");
    if (topic === "equity_prices") return symbols;
    return symbols.map((symbol) => (topic === "crypto_prices" ? `${symbol}t` : symbol.replace("usd", "/usd")));
  }

  /** Labeled `crypto_prices` whatever was subscribed, without a connection id. */
  private sendSnapshot(symbol: string, follower: PriceFollower, nowMs: number): void {
    const data = follower.snapshot(SNAPSHOT_SECONDS).map(({ timestampMs, e8 }) => ({
      timestamp: timestampMs,
      value: displayOf(e8),
    }));
    this.send({ payload: { data, symbol }, timestamp: nowMs, topic: "crypto_prices", type: "subscribe" }, "snapshot");
  }

  private sendUpdate({ topic, symbol }: Followed, { timestampMs, e8 }: FollowedPoint, nowMs: number): void {
    const window = WINDOWS[topic] ?? 0;
    const payload = {
      full_accuracy_value: SCALED.has(topic) ? scaledTextOf(e8) : plainTextOf(e8),
      symbol,
      timestamp: timestampMs,
      value: displayOf(e8),
      ...(window > 0 && { window_s: window }),
      ...(topic === "equity_prices" && { received_at: nowMs, is_carried_forward: false }),
    };
    this.send({ connection_id: this.connectionId, payload, timestamp: nowMs, topic, type: "update" }, "reference");
  }

  private sendOther(
    topic: "activity" | "comments",
    type: string,
    payload: Readonly<Record<string, unknown>>,
    timestamp: number,
  ): void {
    const fits = this.others.some((one) => one.topic === topic && fitsFilter(one, type, payload));
    if (fits) this.send({ connection_id: this.connectionId, payload, timestamp, topic, type }, "reference");
  }

  private send(message: object, kind: "reference" | "snapshot"): void {
    this.options.link.send(JSON.stringify(message), kind);
  }
}

const FILTER_FIELDS: Readonly<Record<string, string>> = { event_slug: "eventSlug", market_slug: "slug" };

/** Every field of the filter must be the message's own. */
function fitsFilter(
  { type, filters = "" }: Subscription,
  actualType: string,
  payload: Readonly<Record<string, unknown>>,
): boolean {
  if (type !== "*" && type !== actualType) return false;
  if (filters === "") return true;
  if (/\s/.test(filters)) return false;
  const wanted = parseJson(filters);
  return (
    wanted !== undefined && Object.entries(wanted).every(([key, value]) => payload[FILTER_FIELDS[key] ?? key] === value)
  );
}

function parseCommand(text: string): z.infer<typeof Command> | undefined {
  return Command.safeParse(parseJson(text)).data;
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
