import { mirrorPrice, type PriceTicks, parsePrice, parseSize } from "@augury/core";
import { generateThrowawayKeyPair } from "@augury/signing";
import { refillBook, sceneExchange } from "@augury/venue-kalshi/live/sim";
import { FakeKalshi, NO_ORDER_FAULTS } from "@augury/venue-kalshi/sim";
import { type Books, intentOf, type KalshiLink } from "./crash-job.ts";
import { CrashWorld, type WorldChange, type WorldOrder } from "./crash-world.ts";
import { LIFE_TABLE, LIFE_TICKERS, marketOf, resultOf } from "./kalshi-markets.ts";
import { CAP } from "./kalshi-rounds.ts";

const CASH = 1_000_000_000_000;
const KEY_ID = "key";
/** A process that gets no time for a while must not be refused for its clock. */
const SKEW_MS_MAX = 60_000;
/** A change of an order: its id, and which change. */
const CHANGE = /\/events\/orders\/([^/]+)\/(amend|decrease)$/;

/** The simulated Kalshi, which checks every signature. */
export class KalshiWorld extends CrashWorld {
  private readonly server: FakeKalshi;
  private readonly pair = generateThrowawayKeyPair();
  private readonly sinceMs = Date.now();
  private readonly asked: WorldChange[] = [];
  private readonly paidOut = new Set<number>();

  /** On every other seed the venue gives what it amends another id. */
  constructor(seed: number) {
    super();
    this.server = FakeKalshi.start({
      port: 0,
      seed,
      exchange: sceneExchange(this.sinceMs * 1000, LIFE_TICKERS),
      keys: [{ keyId: KEY_ID, publicKey: this.pair.publicKeyPem }],
      openingCash: CASH,
      skewMsMax: SKEW_MS_MAX,
      tier: "prestige",
      control: (request, url) => this.watch(request, url),
    });
    this.server.venue.orders.amendRenumbers = seed % 2 === 0;
  }

  get link(): KalshiLink {
    return {
      venue: "kalshi",
      baseUrl: this.server.url,
      streamUrl: this.server.socketUrl,
      keyId: KEY_ID,
      privateKeyPem: this.pair.privateKeyPem,
      opening: CASH,
      sinceMs: this.sinceMs,
      logPath: this.logPath,
    };
  }

  paginate(items: number): void {
    this.server.venue.pageItemsMax = items;
  }

  orders(): WorldOrder[] {
    return [...this.account.orders.values()].map(({ clientOrderId, filled, price, side, size, status, terms }) => ({
      key: clientOrderId,
      intent: intentOf(terms.size),
      filled,
      state: status === "executed" ? "filled" : status === "resting" ? "live" : "canceled",
      terms: { price: priceOn(side, price), size },
    }));
  }

  override get changes(): readonly WorldChange[] {
    return this.asked;
  }

  override payOut(life: number): void {
    if (this.paidOut.has(life)) return;
    this.paidOut.add(life);
    const { exchange } = this.server;
    const timeUs = Date.now() * 1000;
    exchange.closeMarket(marketOf(life), timeUs);
    exchange.determineMarket(marketOf(life), resultOf(life), timeUs);
    exchange.settleMarket(marketOf(life), timeUs);
  }

  override capProblem(cap: string | undefined): string | undefined {
    const group = this.account.groups.get(cap ?? "");
    if (!group) return `the venue has no group ${cap}`;
    return group.isTriggered || group.limit !== CAP ? JSON.stringify(group) : undefined;
  }

  /** The venue keeps one position in a market: + YES, − NO. */
  protected books(): Books {
    const held = LIFE_TABLE.list.map(({ outcome, venueId }) => {
      const market = this.server.exchange.findTicker(venueId);
      const position = market ? this.account.position(market, 0).size : 0;
      return Math.max(0, outcome === "yes" ? position : -position);
    });
    return { cash: this.account.cashOf(0), held };
  }

  protected loseAnswers(rate: number): void {
    this.server.venue.faults.rates = { ...NO_ORDER_FAULTS, fails_after: rate, eventLost: rate };
  }

  protected isReached(): boolean {
    return this.account.resting().some(({ price, side }) => side === "bid" && price >= 5_000);
  }

  protected trade(timeUs: number): void {
    const { exchange } = this.server;
    exchange.trade(0, { takerSide: "sell", size: 6_000_000, levelsMax: 10, timeUs, echoDelayUs: 0 });
    refillBook(exchange, timeUs);
  }

  protected advance(nowMs: number): void {
    refillBook(this.server.exchange, nowMs * 1000);
    this.server.venue.advance(nowMs);
    this.server.flush();
  }

  protected stop(): Promise<void> {
    return this.server.stop();
  }

  private get account() {
    return this.server.venue.store.get(KEY_ID);
  }

  /** Notes changes of orders on their way in, and leaves the answer to the venue. */
  private watch(request: Request, url: URL): undefined {
    const [, id = "", what] = CHANGE.exec(url.pathname) ?? [];
    const order = this.account.orders.get(id);
    if (!order) return;
    const { clientOrderId: key, side } = order;
    const take = (body: string) => {
      const { count = "", price = "", reduce_by = "" } = JSON.parse(body) as Record<string, string>;
      const terms = { price: priceOn(side, parsePrice(price) ?? 0), size: parseSize(count) ?? 0 };
      this.asked.push({ key, wanted: what === "amend" ? terms : (parseSize(reduce_by) ?? 0) });
    };
    // What ends in the middle of its body asks for nothing.
    request
      .clone()
      .text()
      .then(take, () => {});
  }
}

/** A price in the dollars of what was ordered: every order of a life buys, NO by an ask of YES. */
function priceOn(side: "bid" | "ask", price: number): number {
  return side === "bid" ? price : mirrorPrice(price as PriceTicks);
}
