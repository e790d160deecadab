import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PriceTicks, Prng, type SizeMicros } from "@augury/core";
import type { OrderRequest } from "@augury/execution";
import { systemScheduler } from "@augury/net";
import { requestOf } from "@augury/testkit";
import { SceneProcess } from "@augury/venue-polymarket/live/sim";
import { OrderType, Side } from "@polymarket/clob-client-v2";
import { type OfficialTrader, PolymarketFloor, PRIVATE_KEYS } from "./polymarket-floor.ts";

/** The tokens and the condition that the trading process knows. */
export const MATCH_TOKENS = ["11", "12"] as const;
const CONDITION = `0x${"1".padStart(64, "0")}`;
const TICK_MS = 5;
const WAIT_MS = 60_000;

/** An order that one of the two wants: price in PriceTicks of its token, size in hundredths of a contract. */
interface Wish {
  readonly token: 0 | 1;
  readonly side: "buy" | "sell";
  readonly price: number;
  readonly cents: number;
}

/** Our trading process on one side of an empty market, the official client on the other, over real sockets. */
export class PolymarketMatch {
  readonly counts = {
    ourOrders: 0,
    ourBatches: 0,
    ourCancels: 0,
    theirOrders: 0,
    theirBatches: 0,
    theirCancels: 0,
    theirRefusals: 0,
  };
  readonly floor = new PolymarketFloor([{ tokens: [...MATCH_TOKENS], conditionId: CONDITION }]);
  readonly random: Prng;
  readonly ann: OfficialTrader;
  readonly bob: OfficialTrader;
  readonly ours: SceneProcess;
  /** The venue's names of our orders, by intent. */
  readonly keys = new Map<number, string>();
  readonly opening: number;
  private readonly folder = mkdtempSync(join(tmpdir(), "augury-match-"));
  private readonly ticker: Timer;
  private nextIntent = 1;

  constructor(seed: number) {
    const { floor, keys } = this;
    this.random = new Prng(seed);
    this.ann = floor.open(PRIVATE_KEYS.ann);
    this.bob = floor.open(PRIVATE_KEYS.bob);
    this.opening = this.ann.account.collateral;
    Object.assign(floor.world.desk.settlement.times, { minedMs: 20, confirmedMs: 40, retriedMs: 40 });
    const { key: apiKey, ...secrets } = this.ann.creds;
    const link = {
      baseUrl: floor.baseUrl,
      streamUrl: floor.venue.socketUrlOf("/ws"),
      scheduler: systemScheduler,
      postMsMax: 10_000,
    };
    const account = { key: { apiKey, ...secrets }, keys, logPath: join(this.folder, "intents"), opening: this.opening };
    this.ours = new SceneProcess(link, account);
    this.ticker = setInterval(() => {
      floor.settle();
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
    if (this.random.chance(0.2)) await this.weCancel();
    if (this.random.chance(0.2)) await this.theyCancel();
  }

  /** Withdraws everything and waits until nothing is on its way any more. */
  async conclude(): Promise<void> {
    const { live, venue } = this.ours;
    venue.cancelAll("requested", systemScheduler.nowUs());
    await this.bob.client.cancelAll();
    await this.until("nothing of ours rests", () => venue.openCount === 0);
    await this.until("everything has settled", () => {
      const isPending = this.floor.world.desk.settlement.pendingCount > 0 || live.settlements.pendingCount > 0;
      return !isPending && this.ours.ledger.pendingCount === 0;
    });
  }

  async close(): Promise<void> {
    clearInterval(this.ticker);
    await this.ours.kill();
    await this.floor.close();
    rmSync(this.folder, { recursive: true });
  }

  private async weAct(): Promise<void> {
    const isBatch = this.random.chance(0.2);
    const ids: number[] = [];
    for (let n = isBatch ? this.random.int(2, 5) : 1; n > 0; n--) {
      const wish = this.draw(this.ann, ids.length > 0);
      if (wish) ids.push(this.submit(wish));
    }
    if (ids.length > 1) this.counts.ourBatches++;
    this.counts.ourOrders += ids.length;
    const isAnswered = (id: number) =>
      this.ours.reports.some((one) => one.intentId === id && one.state !== "submitted");
    await this.until("the venue has answered our orders", () => ids.every(isAnswered));
  }

  private submit({ token, side, price, cents }: Wish): number {
    const intentId = this.nextIntent++;
    const timeInForce = this.random.pick(["GTC", "GTC", "GTC", "IOC", "FOK"] as const);
    const over: Partial<OrderRequest> = {
      instrument: token,
      side,
      price: price as PriceTicks,
      size: (cents * 10_000) as SizeMicros,
      timeInForce,
      postOnly: timeInForce === "GTC" && this.random.chance(0.1),
    };
    const nowUs = systemScheduler.nowUs();
    this.ours.venue.submit(requestOf(intentId, nowUs, over), nowUs);
    return intentId;
  }

  private async weCancel(): Promise<void> {
    const { venue } = this.ours;
    const nowUs = systemScheduler.nowUs();
    this.counts.ourCancels++;
    if (this.random.chance(0.3)) venue.cancelAll("requested", nowUs);
    else venue.cancel(this.random.int(1, this.nextIntent), 0, nowUs);
    await this.settled();
  }

  private async theyAct(): Promise<void> {
    const wish = this.draw(this.bob, false);
    if (!wish) return;
    const { client } = this.bob;
    this.counts.theirOrders++;
    const order = officialOf(wish);
    const kind = this.random.int(0, 9);
    try {
      if (kind < 5) await client.createAndPostOrder(order, {}, OrderType.GTC, kind === 0);
      else if (kind < 8) await this.theyTake(wish, kind === 5 ? OrderType.FOK : OrderType.FAK);
      else await this.theyBatch(wish);
    } catch {
      this.counts.theirRefusals++;
    }
  }

  private theyTake(wish: Wish, orderType: OrderType.FOK | OrderType.FAK): Promise<unknown> {
    const { tokenID, price, size, side } = officialOf(wish);
    const amount = side === Side.BUY ? Math.floor(size * price * 100) / 100 : size;
    return this.bob.client.createAndPostMarketOrder({ tokenID, price, amount, side }, {}, orderType);
  }

  private async theyBatch(wish: Wish): Promise<void> {
    const { client } = this.bob;
    this.counts.theirBatches++;
    const wishes = [wish, { ...wish, cents: 1_234 }, { ...wish, cents: 100 }];
    const orders = await Promise.all(wishes.map((one) => client.createOrder(officialOf(one))));
    await client.postOrders(orders.map((order) => ({ order, orderType: OrderType.GTC })));
  }

  private async theyCancel(): Promise<void> {
    const open = await this.bob.client.getOpenOrders();
    const [first] = open;
    if (!first) return;
    this.counts.theirCancels++;
    if (this.random.chance(0.3)) await this.bob.client.cancelAll();
    else await this.bob.client.cancelOrder({ orderID: first.id });
  }

  /** Waits until our process knows of no order that the venue has ended. */
  private settled(): Promise<void> {
    const resting = () => this.floor.world.desk.openOrdersOf(this.ann.account).length;
    return this.until("our open orders are the venue's", () => this.ours.venue.openCount === resting());
  }

  /** Draws an order that does not meet one of the same account, nor sells what the account has not got; every other one meets one of theirs. */
  private draw(who: OfficialTrader, isOneSided: boolean): Wish | undefined {
    const { random } = this;
    const token = isOneSided ? 0 : (random.int(0, 1) as 0 | 1);
    const held = Math.floor(who.account.tokensOf(MATCH_TOKENS[token]) / 10_000);
    const side = !isOneSided && held >= 500 && random.chance(0.45) ? "sell" : "buy";
    const cents = Math.min(random.int(500, 4_000), side === "sell" ? held : 4_000);
    const wish = { token, side, price: this.drawPrice(who, token, side), cents } as const;
    const { isBid, yes } = placeOf(wish.token, wish.side === "buy", wish.price);
    const meets = this.openOf(who).some((own) => own.isBid !== isBid && (isBid ? own.yes <= yes : own.yes >= yes));
    return meets ? undefined : wish;
  }

  private drawPrice(who: OfficialTrader, token: 0 | 1, side: "buy" | "sell"): number {
    const wantsBid = (side === "buy") === (token === 0);
    const facing = this.openOf(who === this.ann ? this.bob : this.ann).filter(({ isBid }) => isBid !== wantsBid);
    if (facing.length === 0 || this.random.chance(0.4)) return this.random.int(45, 55) * 100;
    const { yes } = this.random.pick(facing);
    return token === 0 ? yes : 10_000 - yes;
  }

  private openOf({ account }: OfficialTrader) {
    const open = this.floor.world.desk.openOrdersOf(account);
    return open.map((order) => placeOf(order.token, order.side === "BUY", order.price));
  }
}

/** Buying NO at a price is selling YES at the rest of a dollar. */
function placeOf(token: number, isBuy: boolean, price: number): { readonly isBid: boolean; readonly yes: number } {
  return token === 0 ? { isBid: isBuy, yes: price } : { isBid: !isBuy, yes: 10_000 - price };
}

function officialOf({ token, side, price, cents }: Wish) {
  return {
    tokenID: MATCH_TOKENS[token],
    price: price / 10_000,
    size: cents / 100,
    side: side === "buy" ? Side.BUY : Side.SELL,
  };
}
