import { refillBook, SCENE_WALLET, sceneExchange } from "@augury/venue-polymarket/live/sim";
import { FakePolymarket, NO_ORDER_FAULTS } from "@augury/venue-polymarket/sim";
import { type Books, intentOf, type PolymarketLink } from "./crash-job.ts";
import { CrashWorld, type WorldOrder } from "./crash-world.ts";

const COLLATERAL = 1_000_000_000_000;

/** The simulated Polymarket; what it matches is final within milliseconds. */
export class PolymarketWorld extends CrashWorld {
  private readonly server: FakePolymarket;
  private readonly key;

  constructor(seed: number) {
    super();
    this.server = FakePolymarket.start({ port: 0, seed, exchange: sceneExchange() });
    const { world } = this.server;
    const key = world.accounts.createKey(SCENE_WALLET, "0");
    if (!key) throw new Error("the venue makes a key");
    this.key = key;
    key.account.collateral = COLLATERAL;
    world.limits.isOn = false;
    Object.assign(world.desk.settlement.times, { minedMs: 5, confirmedMs: 15, retriedMs: 10 });
  }

  get link(): PolymarketLink {
    const { apiKey, passphrase, secret } = this.key;
    return {
      venue: "polymarket",
      baseUrl: `${this.server.url}/clob`,
      streamUrl: this.server.socketUrlOf("/ws"),
      key: { apiKey, passphrase, secret },
      opening: COLLATERAL,
      logPath: this.logPath,
    };
  }

  paginate(items: number): void {
    this.server.world.pageItems = items;
  }

  orders(): WorldOrder[] {
    return [...this.server.world.desk.orders.values()].map(({ id, matched, side, size, status }) => ({
      key: id,
      ...(side === "BUY" && { intent: intentOf(size) }),
      filled: matched,
      state: matched >= size ? "filled" : status === "LIVE" ? "live" : "canceled",
    }));
  }

  protected books(): Books {
    const { account } = this.key;
    return { cash: account.collateral, held: [account.tokensOf("11"), account.tokensOf("12")] };
  }

  protected loseAnswers(rate: number): void {
    this.server.world.faults.rates = { ...NO_ORDER_FAULTS, fails_after: rate, eventLost: rate };
  }

  protected isReached(): boolean {
    return this.server.world.desk.openOrdersOf(this.key.account).some(({ price }) => price >= 5_000);
  }

  protected trade(timeUs: number): void {
    const { exchange } = this.server;
    exchange.trade(0, { takerSide: "sell", size: 6_000_000, levelsMax: 10, timeUs, echoDelayUs: 0 });
  }

  protected advance(nowMs: number): void {
    refillBook(this.server.exchange, nowMs * 1000);
    this.server.world.advance(nowMs);
    this.server.flush();
  }

  protected stop(): Promise<void> {
    return this.server.stop();
  }
}
