import { expect, test } from "bun:test";
import { Prng } from "@augury/core";
import { ASK, BID } from "@augury/sim-kit";
import { KalshiExchange } from "../kalshi-exchange.ts";
import { marketSpec, START_US } from "../session-harness.ts";
import { AccountStore } from "./account-store.ts";
import { OrderDesk } from "./order-desk.ts";
import { Refusal } from "./refusal.ts";
import type { SimAccount } from "./sim-account.ts";
import type { SimOrder } from "./sim-order.ts";

const SEEDS = 20;
const ACTIONS = 400;
const OPENING = 300_000_000;

/** A market on which nobody trades but three accounts, with little enough to run out of. */
class Floor {
  readonly random: Prng;
  readonly exchange = new KalshiExchange(1);
  readonly accounts: SimAccount[];
  readonly desk: OrderDesk;
  refusals = 0;
  private nowMs = START_US / 1000;
  private ids = 0;

  constructor(seed: number) {
    this.random = new Prng(seed);
    const spec = marketSpec("KXA-1");
    const series = { ...spec.event.series, feeType: "quadratic_with_maker_fees", feeMultiplier: 1 } as const;
    this.exchange.addMarket({ ...spec, event: { ...spec.event, series } }, START_US);
    const store = new AccountStore(this.exchange, { seed, openingCash: OPENING, nowMs: () => this.nowMs });
    this.desk = new OrderDesk(this.exchange, store);
    this.accounts = ["ann", "bob", "cat"].map((name) => store.get(name));
  }

  get market() {
    const market = this.exchange.findTicker("KXA-1");
    if (!market) throw new Error("the market is there");
    return market;
  }

  act(): void {
    this.nowMs += this.random.int(1, 50);
    const account = this.random.pick(this.accounts);
    try {
      if (this.random.chance(0.7)) this.place(account);
      else this.change(account);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      this.refusals++;
    }
  }

  resting(): SimOrder[] {
    return this.accounts.flatMap((account) => account.resting());
  }

  /** What is wrong with the books now. */
  problem(): string | undefined {
    const { bids, asks } = this.market;
    const [bid, ask] = [bids.best(), asks.best()];
    if (bid !== undefined && ask !== undefined && bid >= ask) return `the book is crossed: ${bid} and ${ask}`;
    for (const side of ["bid", "ask"] as const)
      for (let price = 100; price < 10_000; price += 100) {
        const own = this.resting().filter((order) => order.side === side && order.price === price);
        const size = own.reduce((sum, { remaining }) => sum + remaining, 0);
        const shown = this.exchange.ladder(0, side === "bid" ? BID : ASK).sizeAt(price);
        if (size !== shown) return `at ${price} rest ${size}, the book shows ${shown}`;
        let ahead = 0;
        for (const order of own.toSorted((a, b) => a.ahead - b.ahead)) {
          if (this.desk.queuePosition(order) !== ahead)
            return `${ahead} stand before ${order.id}, it says ${order.ahead}`;
          ahead += order.remaining;
        }
      }
    return undefined;
  }

  sum(of: (account: SimAccount) => number): number {
    return this.accounts.reduce((sum, account) => sum + of(account), 0);
  }

  private place(account: SimAccount): void {
    const { random } = this;
    const timeInForce = random.pick([
      "good_till_canceled",
      "good_till_canceled",
      "immediate_or_cancel",
      "fill_or_kill",
    ] as const);
    this.desk.place(
      account,
      {
        market: this.market,
        clientOrderId: `id-${++this.ids}`,
        side: random.pick(["bid", "ask"] as const),
        price: random.int(45, 55) * 100,
        size: random.int(1, 4_000) * 10_000,
        timeInForce,
        selfTrade: random.pick(["taker_at_cross", "maker"] as const),
        postOnly: timeInForce === "good_till_canceled" && random.chance(0.1),
        reduceOnly: timeInForce === "immediate_or_cancel" && random.chance(0.2),
        cancelOnPause: false,
        expirationMs: undefined,
        groupId: undefined,
        subaccount: 0,
      },
      this.nowMs,
    );
  }

  private change(account: SimAccount): void {
    const { desk, nowMs, random } = this;
    const open = account.resting();
    if (open.length === 0) return;
    const { id } = random.pick(open);
    const size = random.int(1, 4_000) * 10_000;
    const kind = random.int(0, 3);
    if (kind === 0) desk.cancel(account, id, nowMs);
    else if (kind === 1) desk.decrease(account, id, (left) => Math.max(0, left - size), nowMs);
    else desk.amend(account, id, { price: random.int(45, 55) * 100, size, clientOrderId: undefined }, nowMs);
  }
}

test("OrderDesk: behavior: whatever happens, the book is its orders, each knows its place, and every dollar is somewhere", () => {
  const sums = { fills: 0, refusals: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const floor = new Floor(seed);
    for (let n = 0; n < ACTIONS; n++) {
      floor.act();
      const problem = floor.problem();
      if (problem) throw new Error(`seed ${seed}, action ${n}: ${problem}`);
    }
    const position = (account: SimAccount) => account.position(floor.market, 0).size;
    const fees = floor.sum((account) => account.position(floor.market, 0).feesPaid);
    expect(floor.sum(position)).toBe(0);
    expect(floor.sum((one) => one.cashOf(0)) + floor.sum((one) => Math.max(0, position(one))) + fees).toBe(3 * OPENING);
    for (const account of floor.accounts) {
      const filled = account.fills.reduce((sum, { order, size }) => sum + (order.side === "bid" ? size : -size), 0);
      expect(filled).toBe(position(account));
    }
    sums.fills += floor.sum(({ fills }) => fills.length);
    sums.refusals += floor.refusals;
    floor.exchange.closeMarket(0, START_US + 1e9);
    floor.exchange.determineMarket(0, seed % 2 === 0 ? "yes" : "no", START_US + 1e9);
    floor.exchange.settleMarket(0, START_US + 1e9);
    expect([floor.resting().length, floor.sum((one) => one.cashOf(0)) + fees]).toEqual([0, 3 * OPENING]);
  }
  expect([sums.fills > 500, sums.refusals > 50]).toEqual([true, true]);
}, 60_000);
