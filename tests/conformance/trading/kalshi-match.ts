import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ok, type PriceTicks, Prng, type SizeMicros } from "@augury/core";
import type { OrderRequest } from "@augury/execution";
import { systemScheduler } from "@augury/net";
import { KalshiSigner } from "@augury/signing";
import { requestOf } from "@augury/testkit";
import { kalshiCredentials } from "@augury/venue-kalshi";
import { SceneProcess } from "@augury/venue-kalshi/live/sim";
import type { CreateOrderV2Request } from "kalshi-typescript";
import { FLOOR_TICKERS, KalshiFloor, type KalshiTrader } from "./kalshi-floor.ts";

const TICK_MS = 5;
const WAIT_MS = 60_000;
const DEADLINE_US = 60_000_000;
const CENT = 100;

/** A wish about YES: price in PriceTicks, size in hundredths of a contract. */
interface Wish {
  readonly isBid: boolean;
  readonly price: number;
  readonly cents: number;
}

/** Our trading process on one side of an empty market, the official client on the other, over real sockets and signatures. */
export class KalshiMatch {
  readonly counts = {
    ourOrders: 0,
    ourBatches: 0,
    ourAmends: 0,
    ourCancels: 0,
    theirOrders: 0,
    theirBatches: 0,
    theirAmends: 0,
    theirCancels: 0,
    theirRefusals: 0,
  };
  readonly floor = new KalshiFloor();
  readonly ann: KalshiTrader;
  readonly bob: KalshiTrader;
  readonly ours: SceneProcess;
  readonly opening: number;
  /** The client ids of our orders, by intent. */
  readonly keys = new Map<number, string>();
  private readonly random: Prng;
  private readonly folder = mkdtempSync(join(tmpdir(), "augury-match-"));
  private readonly ticker: Timer;
  private nextIntent = 1;
  private theirIds = 0;

  constructor(seed: number) {
    const { floor, keys } = this;
    this.random = new Prng(seed);
    this.ann = floor.open("ann");
    this.bob = floor.open("bob");
    this.opening = this.ann.account.cashOf(0);
    const signer = KalshiSigner.fromPem(this.ann.keyId, this.ann.privateKeyPem);
    if (!signer.ok) throw signer.error;
    const link = {
      baseUrl: floor.venue.url,
      streamUrl: floor.venue.socketUrl,
      scheduler: systemScheduler,
      credentials: kalshiCredentials(signer.value),
      mintHeaders: async () => ok(signer.value.headers(Date.now(), "GET", "/trade-api/ws/v2")),
      postMsMax: 10_000,
      isLive: () => true,
    };
    const logPath = join(this.folder, "intents");
    this.ours = new SceneProcess(link, { keys, logPath, opening: this.opening, sinceMs: Date.now() - 60_000 });
    this.ticker = setInterval(() => {
      floor.venue.venue.advance(Date.now());
      floor.venue.flush();
      this.ours.venue.onTime(systemScheduler.nowUs());
    }, TICK_MS);
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    const endMs = Date.now() + WAIT_MS;
    while (!condition()) {
      if (Date.now() > endMs) throw new Error(`it never came true: ${what}`);
      await Bun.sleep(TICK_MS);
    }
  }

  ready(): Promise<void> {
    return this.until("our process has compared itself with the venue", () => this.ours.venue.isReconciled);
  }

  /** Both sides do something, one after the other; what one of them makes the other may take. */
  async round(): Promise<void> {
    const weMake = this.random.chance(0.5);
    if (weMake) await this.weAct();
    await this.theyAct();
    if (!weMake) await this.weAct();
    if (this.random.chance(0.3)) await this.weChange();
    if (this.random.chance(0.3)) await this.theyChange();
  }

  /** Withdraws everything and waits until our process has heard of every fill. */
  async conclude(): Promise<void> {
    const { ledger, venue } = this.ours;
    venue.cancelAll("requested", systemScheduler.nowUs());
    await this.bob.apis.OrdersApi.cancelAllOrders();
    await this.until("nothing of ours rests", () => venue.openCount === 0 && this.ann.account.resting().length === 0);
    const filled = () => this.ann.account.fills.reduce((sum, { size }) => sum + size, 0);
    const told = () => this.ours.reports.reduce((sum, { fillSize }) => sum + fillSize, 0);
    await this.until("our process has heard of every fill", () => told() === filled() && ledger.pendingCount === 0);
  }

  async close(): Promise<void> {
    clearInterval(this.ticker);
    await this.ours.kill();
    await this.floor.close();
    rmSync(this.folder, { recursive: true });
  }

  private async weAct(): Promise<void> {
    const isBatch = this.random.chance(0.2);
    const ids = Array.from({ length: isBatch ? this.random.int(2, 5) : 1 }, () => this.submit(this.draw(this.bob)));
    if (isBatch) this.counts.ourBatches++;
    this.counts.ourOrders += ids.length;
    const isAnswered = (id: number) =>
      this.ours.reports.some((one) => one.intentId === id && one.state !== "submitted");
    await this.until("the venue has answered our orders", () => ids.every(isAnswered));
  }

  /** Wishes for YES are said in either outcome: a bid buys YES or sells NO that is held, an ask the other way round. */
  private submit({ isBid, price, cents }: Wish): number {
    const intentId = this.nextIntent++;
    const { ledger } = this.ours;
    const size = cents * 10_000;
    const sells = ledger.sellable(isBid ? 1 : 0) >= size;
    const over: Partial<OrderRequest> = {
      instrument: isBid === sells ? 1 : 0,
      side: sells ? "sell" : "buy",
      price: (isBid === sells ? 10_000 - price : price) as PriceTicks,
      size: size as SizeMicros,
      timeInForce: this.random.pick(["GTC", "GTC", "GTC", "IOC", "FOK"] as const),
      deadlineUs: systemScheduler.nowUs() + DEADLINE_US,
    };
    const nowUs = systemScheduler.nowUs();
    this.ours.venue.submit(requestOf(intentId, nowUs, over), nowUs);
    return intentId;
  }

  private async weChange(): Promise<void> {
    const { venue } = this.ours;
    const nowUs = systemScheduler.nowUs();
    const kind = this.random.int(0, 3);
    const names = new Set(this.ann.account.resting().map(({ clientOrderId }) => clientOrderId));
    const resting = [...this.keys].filter(([, key]) => names.has(key));
    if (resting.length === 0) return;
    const [intentId] = this.random.pick(resting);
    if (kind < 2) {
      const price = (this.random.int(45, 55) * CENT) as PriceTicks;
      const size = (this.random.int(500, 4_000) * 10_000) as SizeMicros;
      const change = { intentId, leg: 0, price, size, epoch: 1, deadlineUs: nowUs + DEADLINE_US };
      if (venue.amend(change, nowUs) === "none") this.counts.ourAmends++;
    } else {
      this.counts.ourCancels++;
      if (kind === 2) venue.cancel(intentId, 0, nowUs);
      else venue.cancelAll("requested", nowUs);
    }
    await this.until("our open orders are the venue's", () => venue.openCount === this.ann.account.resting().length);
  }

  private async theyAct(): Promise<void> {
    const { OrdersApi } = this.bob.apis;
    const order = this.requestOf(this.draw(this.ann));
    this.counts.theirOrders++;
    try {
      if (this.random.chance(0.8)) {
        await OrdersApi.createOrderV2(order);
        return;
      }
      this.counts.theirBatches++;
      const orders = [order, this.requestOf(this.draw(this.ann)), { ...order, price: "0.5050" }];
      await OrdersApi.batchCreateOrdersV2({ orders });
    } catch {
      this.counts.theirRefusals++;
    }
  }

  private requestOf({ isBid, price, cents }: Wish): CreateOrderV2Request {
    const time_in_force = this.random.pick([
      "good_till_canceled",
      "good_till_canceled",
      "immediate_or_cancel",
      "fill_or_kill",
    ] as const);
    return {
      ticker: FLOOR_TICKERS[0],
      client_order_id: `theirs-${++this.theirIds}`,
      side: isBid ? "bid" : "ask",
      count: (cents / 100).toFixed(2),
      price: (price / 10_000).toFixed(4),
      time_in_force,
      self_trade_prevention_type: this.random.pick(["taker_at_cross", "maker"] as const),
      post_only: time_in_force === "good_till_canceled" && this.random.chance(0.1),
    };
  }

  private async theyChange(): Promise<void> {
    const { OrdersApi } = this.bob.apis;
    const [order] = (await OrdersApi.getOrders(FLOOR_TICKERS[0], undefined, undefined, undefined, "resting")).data
      .orders;
    if (!order) return;
    const { order_id } = order;
    const kind = this.random.int(0, 3);
    if (kind === 3) this.counts.theirCancels++;
    else this.counts.theirAmends++;
    try {
      if (kind === 0) await OrdersApi.decreaseOrderV2(order_id, { reduce_by: "1.00", market_ticker: FLOOR_TICKERS[0] });
      else if (kind < 3) {
        const side = this.bob.account.orders.get(order_id)?.side ?? "bid";
        const price = (this.random.int(45, 55) / 100).toFixed(4);
        await OrdersApi.amendOrderV2(order_id, { ticker: FLOOR_TICKERS[0], side, price, count: "30.00" });
      } else await OrdersApi.cancelOrderV2(order_id);
    } catch {
      this.counts.theirRefusals++;
    }
  }

  /** Every other wish meets an order of the other account. */
  private draw({ account }: KalshiTrader): Wish {
    const { random } = this;
    const cents = random.int(500, 4_000);
    const facing = account.resting();
    if (facing.length === 0 || random.chance(0.4))
      return { isBid: random.chance(0.5), price: random.int(45, 55) * CENT, cents };
    const { price, side } = random.pick(facing);
    return { isBid: side === "ask", price, cents };
  }
}
