import { generateThrowawayKeyPair } from "@augury/signing";
import { refillBook, sceneExchange, TICKER } from "@augury/venue-kalshi/live/sim";
import { FakeKalshi, NO_ORDER_FAULTS } from "@augury/venue-kalshi/sim";
import { type Books, intentOf, type KalshiLink } from "./crash-job.ts";
import { CrashWorld, type WorldOrder } from "./crash-world.ts";

const CASH = 1_000_000_000_000;
const KEY_ID = "key";
/** A process that gets no time for a while must not be refused for its clock. */
const SKEW_MS_MAX = 60_000;

/** The simulated Kalshi, which checks every signature. */
export class KalshiWorld extends CrashWorld {
  private readonly server: FakeKalshi;
  private readonly pair = generateThrowawayKeyPair();
  private readonly sinceMs = Date.now();

  constructor(seed: number) {
    super();
    this.server = FakeKalshi.start({
      port: 0,
      seed,
      exchange: sceneExchange(this.sinceMs * 1000),
      keys: [{ keyId: KEY_ID, publicKey: this.pair.publicKeyPem }],
      openingCash: CASH,
      skewMsMax: SKEW_MS_MAX,
      tier: "prestige",
    });
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
    return [...this.account.orders.values()].map(({ clientOrderId, filled, size, status }) => ({
      key: clientOrderId,
      intent: intentOf(size),
      filled,
      state: filled >= size ? "filled" : status === "resting" ? "live" : "canceled",
    }));
  }

  /** The venue keeps one position in a market: + YES, − NO. */
  protected books(): Books {
    const market = this.server.exchange.findTicker(TICKER);
    const position = market ? this.account.position(market, 0).size : 0;
    return { cash: this.account.cashOf(0), yes: Math.max(0, position), no: Math.max(0, -position) };
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
    this.server.venue.advance(nowMs);
    this.server.flush();
  }

  protected stop(): Promise<void> {
    return this.server.stop();
  }

  private get account() {
    return this.server.venue.store.get(KEY_ID);
  }
}
