import type { Prng } from "@augury/core";
import type { FrameKind, SimSession } from "@augury/sim-kit";
import { z } from "zod";
import { encodeSnapshotBook } from "./market-frames.ts";
import type { MarketListener, PolymarketExchange, SnapshotBook } from "./polymarket-exchange.ts";
import type { SimMarket, TokenIndex } from "./sim-market.ts";

/** What a session writes to and how it is cut off. */
export interface SessionLink {
  send(text: string, kind: FrameKind): void;
  close(code?: number): void;
}

export interface SessionOptions {
  readonly exchange: PolymarketExchange;
  readonly link: SessionLink;
  /** Decides the order of markets inside a snapshot. */
  readonly random: Prng;
  readonly nowMs: number;
  /** A socket that has not subscribed by then is reset. */
  readonly subscribeTimeoutMs: number;
  /** Assets beyond this number get no snapshot on this connection, silently. */
  readonly snapshotAssetsMax: number;
}

const Subscription = z.object({
  type: z.string().optional(),
  operation: z.enum(["subscribe", "unsubscribe"]).optional(),
  assets_ids: z.array(z.string()),
  custom_feature_enabled: z.boolean().optional(),
  initial_dump: z.boolean().optional(),
});
type Subscription = z.infer<typeof Subscription>;

/** One client of the market channel (polymarket.md section 9). */
export class MarketSession implements SimSession, MarketListener {
  /** Frames from the client that made no sense. */
  badFrames = 0;
  private readonly tokens = new Map<SimMarket, number>();
  private isSubscribed = false;
  private wantsCustom = false;
  private assets = 0;

  constructor(private readonly options: SessionOptions) {
    options.exchange.join(this);
  }

  receive(text: string): void {
    if (text === "PING") {
      this.options.link.send("PONG", "reply");
      return;
    }
    const subscription = parseSubscription(text);
    if (!subscription) this.badFrames++;
    else if (subscription.operation === "unsubscribe") this.unsubscribe(subscription.assets_ids);
    else this.subscribe(subscription);
  }

  onTime(nowMs: number): void {
    if (this.isSubscribed || nowMs - this.options.nowMs < this.options.subscribeTimeoutMs) return;
    this.options.link.close();
  }

  closed(): void {
    this.options.exchange.leave(this);
    this.tokens.clear();
  }

  onMarketFrame(market: SimMarket, tokens: number, text: string, kind: FrameKind): void {
    if (((this.tokens.get(market) ?? 0) & tokens) !== 0) this.options.link.send(text, kind);
  }

  onCustomFrame(market: SimMarket, tokens: number, text: string, kind: FrameKind): void {
    if (this.wantsCustom) this.onMarketFrame(market, tokens, text, kind);
  }

  onGlobalFrame(text: string): void {
    if (this.wantsCustom) this.options.link.send(text, "lifecycle");
  }

  onSnapshot(books: readonly SnapshotBook[]): void {
    const own = books.filter(({ market, token }) => ((this.tokens.get(market) ?? 0) & (1 << token)) !== 0);
    if (own.length > 0) this.options.link.send(`[${own.map(({ text }) => text).join(",")}]\n`, "snapshot");
  }

  private subscribe(subscription: Subscription): void {
    this.isSubscribed = true;
    this.wantsCustom ||= subscription.custom_feature_enabled === true;
    const fresh = new Map<SimMarket, number>();
    for (const id of subscription.assets_ids) this.add(id, fresh);
    if (subscription.initial_dump === false || fresh.size === 0) return;
    this.options.link.send(this.encodeSnapshot(fresh), "snapshot");
  }

  /** An id that is already active is ignored; so is one that the venue does not know. */
  private add(id: string, fresh: Map<SimMarket, number>): void {
    const found = this.options.exchange.findToken(id);
    if (found?.market.status !== "open") return;
    const bit = 1 << found.token;
    const active = this.tokens.get(found.market) ?? 0;
    if ((active & bit) !== 0) return;
    this.tokens.set(found.market, active | bit);
    this.options.exchange.listen(this, found.market, true);
    this.assets++;
    // A market of a recording has no book before its first recorded snapshot, which goes to everybody.
    const hasBook = found.market.timestampMs > 0;
    if (hasBook && this.assets <= this.options.snapshotAssetsMax)
      fresh.set(found.market, (fresh.get(found.market) ?? 0) | bit);
  }

  private unsubscribe(ids: readonly string[]): void {
    for (const id of ids) {
      const found = this.options.exchange.findToken(id);
      if (!found) continue;
      const active = this.tokens.get(found.market) ?? 0;
      const left = active & ~(1 << found.token);
      if (left === active) continue;
      this.assets--;
      if (left !== 0) this.tokens.set(found.market, left);
      else this.tokens.delete(found.market);
      if (left === 0) this.options.exchange.listen(this, found.market, false);
    }
  }

  /** One array frame, no spaces, a line feed at the end; markets in any order, the two tokens of a market adjacent. */
  private encodeSnapshot(fresh: ReadonlyMap<SimMarket, number>): string {
    const groups: string[] = [];
    for (const [market, bits] of fresh) {
      const first: TokenIndex = this.options.random.chance(0.5) ? 0 : 1;
      const order = [first, first === 0 ? 1 : 0] as const;
      const books = order
        .filter((token) => (bits & (1 << token)) !== 0)
        .map((token) => encodeSnapshotBook(market, token));
      const position = this.options.random.int(0, groups.length);
      groups.splice(position, 0, books.join(","));
    }
    return `[${groups.join(",")}]\n`;
  }
}

function parseSubscription(text: string): Subscription | undefined {
  try {
    return Subscription.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
