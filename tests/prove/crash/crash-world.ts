import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ASK, BID } from "@augury/sim-kit";
import { SCENE_WALLET, sceneExchange, sceneLevels } from "@augury/venue-polymarket/live/sim";
import { FakePolymarket, NO_ORDER_FAULTS } from "@augury/venue-polymarket/sim";
import { type CrashJob, intentOf, type Reconciled } from "./crash-job.ts";

const COLLATERAL = 1_000_000_000_000;
const TICK_MS = 4;
/** Trades of others in one life. */
const TRADES_PER_LIFE = 12;

/** The simulated Polymarket on a port of its own, which outlives the processes that trade on it. */
export class CrashWorld {
  readonly logPath: string;
  private readonly folder = mkdtempSync(join(tmpdir(), "augury-crash-"));
  private readonly server: FakePolymarket;
  private readonly key;
  private readonly ticker: Timer;
  private tradesLeft = 0;

  constructor(seed: number) {
    this.logPath = join(this.folder, "intents");
    this.server = FakePolymarket.start({ port: 0, seed, exchange: sceneExchange() });
    const { world } = this.server;
    const key = world.accounts.createKey(SCENE_WALLET, "0");
    if (!key) throw new Error("the venue makes a key");
    this.key = key;
    key.account.collateral = COLLATERAL;
    world.limits.isOn = false;
    Object.assign(world.desk.settlement.times, { minedMs: 5, confirmedMs: 15, retriedMs: 10 });
    this.ticker = setInterval(() => this.tick(), TICK_MS);
  }

  get link(): Pick<CrashJob, "baseUrl" | "streamUrl" | "key" | "opening" | "logPath"> {
    const { apiKey, passphrase, secret } = this.key;
    return {
      baseUrl: `${this.server.url}/clob`,
      streamUrl: this.server.socketUrlOf("/ws"),
      key: { apiKey, passphrase, secret },
      opening: COLLATERAL,
      logPath: this.logPath,
    };
  }

  /** How much of a listing comes on one page. */
  paginate(items: number): void {
    this.server.world.pageItems = items;
  }

  /** Others trade against the account's orders, or leave them alone; answers of postings and all events may be lost. */
  stir(isBusy: boolean, losesAnswers: boolean): void {
    this.tradesLeft = isBusy ? TRADES_PER_LIFE : 0;
    const rate = losesAnswers ? 1 : 0;
    this.server.world.faults.rates = { ...NO_ORDER_FAULTS, fails_after: rate, eventLost: rate };
  }

  /** Orders at the venue: which intent each is, and how it stands. */
  orders(): { readonly id: string; readonly intent: number; readonly state: string; readonly filled: number }[] {
    return [...this.server.world.desk.orders.values()].map(({ id, matched, size, status }) => ({
      id,
      intent: intentOf(size),
      filled: matched,
      state: matched >= size ? "filled" : status === "LIVE" ? "live" : "canceled",
    }));
  }

  /** What the venue's books say otherwise than a process believes. */
  difference({ books }: Reconciled): string | undefined {
    const { account } = this.key;
    const theirs = [account.collateral, account.tokensOf("11"), account.tokensOf("12")].join();
    const ours = [books.cash, books.yes, books.no].join();
    return ours === theirs ? undefined : `cash, YES, NO: ours ${ours}, the venue's ${theirs}`;
  }

  async close(): Promise<void> {
    clearInterval(this.ticker);
    await this.server.stop();
    rmSync(this.folder, { recursive: true });
  }

  private tick(): void {
    const { exchange, world } = this.server;
    if (this.tradesLeft > 0 && this.isReached()) {
      this.tradesLeft--;
      const timeUs = Date.now() * 1000;
      exchange.trade(0, { takerSide: "sell", size: 6_000_000, levelsMax: 10, timeUs, echoDelayUs: 0 });
      this.refill(timeUs);
    }
    world.advance(Date.now());
    this.server.flush();
  }

  /** Whether a seller would meet the account's orders. */
  private isReached(): boolean {
    return this.server.world.desk.openOrdersOf(this.key.account).some(({ price }) => price >= 5_000);
  }

  private refill(timeUs: number): void {
    const market = this.server.exchange.markets[0];
    for (const { price, side, size } of sceneLevels()) {
      const best = market?.ladder(side === BID ? ASK : BID).at(0);
      const crosses = best !== undefined && (side === BID ? price >= best : price <= best);
      if (!crosses && (market?.ladder(side).sizeAt(price) ?? 0) < size)
        this.server.exchange.applyLevels(0, [{ side, price, size }], timeUs);
    }
  }
}
