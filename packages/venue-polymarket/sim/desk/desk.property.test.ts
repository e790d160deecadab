import { expect, test } from "bun:test";
import { Prng } from "@augury/core";
import { ASK, BID } from "@augury/sim-kit";
import { NO_ORDER_FAULTS } from "../account/order-faults.ts";
import { PolymarketExchange } from "../polymarket-exchange.ts";
import { marketSpec, START_US } from "../session-harness.ts";
import { SimTrader, TEST_KEYS } from "../sim-trader.ts";
import { SimWorld } from "../sim-world.ts";
import { bookPlaceOf, leftOf } from "./sim-order.ts";

const SEEDS = 6;
const ACTIONS = 120;
const TOKENS = ["11", "12"] as const;
/** A third public test key of the Hardhat project. */
const THIRD_KEY = "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a";

/** A market on which nobody trades but three accounts. */
class Floor {
  nowMs = START_US / 1000;
  readonly random: Prng;
  readonly world: SimWorld;
  readonly traders: SimTrader[];
  readonly opening: number;

  constructor(seed: number) {
    this.random = new Prng(seed);
    const exchange = new PolymarketExchange(seed);
    const takerDelayMs = seed % 2 === 0 ? 250 : 0;
    exchange.addMarket(marketSpec(1, { feeRate: 0.05, takerDelayMs }), START_US);
    this.world = new SimWorld({ exchange, seed, nowMs: () => this.nowMs });
    this.world.faults.rates = { ...NO_ORDER_FAULTS, ghost: 0.05, reverted: 0.1, retried: 0.2 };
    this.traders = [...TEST_KEYS, THIRD_KEY].map((key) => new SimTrader(this.world, key));
    // Little enough to run out of.
    for (const { key } of this.traders) key.account.collateral = 200e6;
    this.opening = this.total("cash");
  }

  act(): void {
    const { random, world } = this;
    const trader = random.pick(this.traders);
    if (random.chance(0.15)) {
      const open = world.desk.openOrdersOf(trader.key.account);
      if (open.length > 0) world.desk.cancel([random.pick(open).id], trader.key.account, this.nowMs);
    } else {
      const token = random.pick(TOKENS);
      const side = random.chance(0.35) && trader.tokensOf(token) > 0 ? "SELL" : "BUY";
      const type = random.pick(["GTC", "GTC", "GTC", "FAK", "FOK"] as const);
      const price = random.int(40, 60) / 100;
      trader.post({ token, side, type, price, size: random.int(5, 120) });
    }
    this.pass(random.int(0, 200));
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.world.advance(this.nowMs);
  }

  total(what: "cash" | (typeof TOKENS)[number]): number {
    return this.traders.reduce((sum, one) => sum + (what === "cash" ? one.collateral : one.tokensOf(what)), 0);
  }

  /** What is wrong with the books now. */
  problem(): string | undefined {
    const { desk, exchange } = this.world;
    for (const { collateral, key } of this.traders) {
      if (collateral < 0) return `cash of ${key.account.address} is ${collateral}`;
      for (const token of TOKENS)
        if (key.account.tokensOf(token) < 0) return `${token} of ${key.account.address} is negative`;
    }
    const [bid, ask] = [exchange.ladder(0, BID).best(), exchange.ladder(0, ASK).best()];
    if (bid !== undefined && ask !== undefined && bid >= ask) return `the book is crossed: ${bid} and ${ask}`;
    const resting = [...desk.orders.values()].filter(({ status }) => status === "LIVE");
    for (const side of [BID, ASK] as const)
      for (let price = 100; price < 10_000; price += 100) {
        const own = resting.filter((order) => bookPlaceOf(order).side === side && bookPlaceOf(order).price === price);
        const size = own.reduce((sum, order) => sum + leftOf(order), 0);
        const shown = exchange.ladder(0, side).sizeAt(price);
        if (size !== shown) return `at ${price} rest ${size}, the book shows ${shown}`;
      }
    return undefined;
  }
}

test("OrderDesk: behavior: whatever happens, nobody owes, the book is its orders, and every dollar is somewhere", () => {
  const sums = { trades: 0, failed: 0, delayed: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const floor = new Floor(seed);
    floor.world.desk.listeners.add({
      onOrder: ({ status }) => {
        if (status === "DELAYED") sums.delayed++;
      },
      onTrade: () => {},
    });
    for (let n = 0; n < ACTIONS; n++) {
      floor.act();
      const problem = floor.problem();
      if (problem) throw new Error(`seed ${seed}, action ${n}: ${problem}`);
    }
    // What was delayed meets the book first, then settles.
    for (let n = 0; n < 2; n++) floor.pass(100_000);
    expect(floor.world.desk.settlement.pendingCount).toBe(0);
    const { trades } = floor.world.desk.settlement;
    const fees = trades.reduce((sum, { fee, state }) => sum + (state === "CONFIRMED" ? fee : 0), 0);
    expect(floor.total("11")).toBe(floor.total("12"));
    expect(floor.total("cash") + floor.total("11") + fees).toBe(floor.opening);
    // Every pair is a dollar again once the market is resolved.
    floor.world.exchange.resolveMarket(0, seed % 2 === 0 ? 0 : 1, floor.nowMs * 1000);
    expect(floor.total("cash") + fees).toBe(floor.opening);
    sums.trades += trades.length;
    sums.failed += trades.filter(({ state }) => state === "FAILED").length;
  }
  expect([sums.trades > 100, sums.failed > 5, sums.delayed > 10]).toEqual([true, true, true]);
}, 60_000);
