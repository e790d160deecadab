import { expect, test } from "bun:test";
import { MICROS, Prng, priceTicks, sizeMicros } from "@augury/core";
import { computeFee, type Instrument, InstrumentTable, PLAIN_TERMS, type SettlementState } from "@augury/model";
import fc from "fast-check";
import { type Booked, type MarkOf, Portfolio, type Trade } from "./index.ts";

/** Polymarket's two tokens (0, 1), a Kalshi market's YES and NO (2, 3). */
const TABLE = new InstrumentTable([
  instrument({ index: 0, venue: "polymarket", outcome: "yes", mirrorIndex: 1 }),
  instrument({ index: 1, venue: "polymarket", outcome: "no", mirrorIndex: 0 }),
  instrument({ index: 2, venue: "kalshi", outcome: "yes", mirrorIndex: 3 }),
  instrument({ index: 3, venue: "kalshi", outcome: "no", mirrorIndex: 2, bookIndex: 2 }),
]);
const YES = 2;
const NO = 3;
const UNMARKED: MarkOf = () => undefined;

/** One execution and whose it is. */
interface Fill extends Trade {
  readonly strategy: number;
}

/** A portfolio to which tests tell trades one by one. */
class TradedPortfolio extends Portfolio {
  private trades = 0;

  /** A trade that settles at once. */
  fill(fill: Fill): void {
    if (fill.size === 0) return;
    this.tell(`trade ${++this.trades}`, "confirmed", fill);
  }

  tell(id: string, state: SettlementState, { strategy, ...trade }: Fill, owner: number | "nobody" = strategy): Booked {
    return this.observe(
      { id, operation: { kind: "trade", ...trade }, state, happenedMs: 1 },
      owner === "nobody" ? undefined : owner,
    );
  }
}

function buy(instrument: number, price: number, contracts: number, fee = 0, strategy = 0): Fill {
  return { instrument, strategy, side: "buy", price, size: contracts * MICROS, fee };
}
function sell(instrument: number, price: number, contracts: number, fee = 0, strategy = 0): Fill {
  return { ...buy(instrument, price, contracts, fee, strategy), side: "sell" };
}
function open(cash = 1000): TradedPortfolio {
  const portfolio = new TradedPortfolio(TABLE);
  portfolio.deposit(cash * MICROS);
  return portfolio;
}

test("Portfolio: default", () => {
  const portfolio = open();
  portfolio.fill(buy(0, 4000, 10, 20_000));
  portfolio.fill(buy(0, 5000, 10, 20_000));
  portfolio.fill(sell(0, 6000, 5, 10_000));
  const [row] = portfolio.account.provisional.rows(() => 5550.5);
  expect(row).toMatchObject({ instrument: 0, size: 15 * MICROS, cost: 6_750_000, fees: 50_000 });
  expect(row.realizedPnl as number).toBe(5 * 600_000 - 5 * 450_000);
  expect(row.value as number).toBe(15 * 555_000);
  expect(row.unrealizedPnl as number).toBe(15 * 555_000 - 6_750_000);
  expect(portfolio.cash as number).toBe(1000 * MICROS - 9_000_000 + 3_000_000 - 50_000);
  expect(portfolio.account.provisional.discrepancy() as number).toBe(0);
});

test("fill: behavior: a purchase rounds up and a sale down", () => {
  const portfolio = open(1);
  portfolio.fill({ ...buy(0, 3333, 0), size: 1 });
  expect(portfolio.cash as number).toBe(MICROS - 1);
  portfolio.fill({ ...sell(0, 3333, 0), size: 1 });
  expect(portfolio.cash as number).toBe(MICROS - 1);
  expect(portfolio.account.provisional.realizedPnl(0) as number).toBe(-1);
});

test("fill: behavior: what a division leaves over stays in the cost until the position is flat", () => {
  const portfolio = open();
  portfolio.fill({ ...buy(0, 10_000, 0), size: 3 });
  portfolio.fill({ ...buy(0, 1, 0), size: 4 });
  // Cost 4 for 7: one of them takes floor(4 / 7) = 0 with it, the last one all that is left.
  for (const cost of [4, 4, 4, 3, 2, 1, 0]) {
    portfolio.fill({ ...sell(0, 1, 0), size: 1 });
    expect(portfolio.account.provisional.cost(0) as number).toBe(cost);
  }
  expect(portfolio.account.provisional.realizedPnl(0) as number).toBe(-4);
});

test("observe: behavior: what is promised is held provisionally, and neither sellable nor spendable", () => {
  const portfolio = new TradedPortfolio(TABLE);
  portfolio.deposit(100 * MICROS, "polymarket");
  expect(portfolio.tell("a", "matched", buy(0, 4000, 5, 0, 1))).toBe("booked");
  expect([portfolio.position(0), portfolio.account.sellable(0)].map(Number)).toEqual([5 * MICROS, 0]);
  expect([portfolio.cash, portfolio.account.spendable("polymarket")].map(Number)).toEqual([98 * MICROS, 98 * MICROS]);
  expect(portfolio.strategy(1)?.incoming(0) as number).toBe(5 * MICROS);
  expect(portfolio.tell("a", "failed", buy(0, 4000, 5, 0, 1))).toBe("voided");
  expect([portfolio.position(0), portfolio.account.spendable("polymarket")].map(Number)).toEqual([0, 100 * MICROS]);
  expect(portfolio.strategy(1)?.incoming(0) as number).toBe(0);
});

test("observe: behavior: a trade told again counts once for everybody, and stays with its first owner", () => {
  const portfolio = open();
  portfolio.tell("a", "matched", buy(0, 4000, 5, 0, 1));
  expect(portfolio.tell("a", "confirmed", buy(0, 4000, 5, 0, 1), "nobody")).toBe("settled");
  expect(portfolio.tell("a", "confirmed", buy(0, 4000, 5, 0, 2))).toBe("repeated");
  expect(portfolio.account.sellable(0) as number).toBe(5 * MICROS);
  expect(portfolio.strategy(1)?.sellable(0) as number).toBe(5 * MICROS);
  expect(portfolio.strategy(2)).toBeUndefined();
});

test("observe: behavior: what nobody of ours decided is the account's alone", () => {
  const portfolio = open();
  portfolio.tell("by hand", "confirmed", buy(0, 4000, 5), "nobody");
  expect(portfolio.position(0) as number).toBe(5 * MICROS);
  expect(portfolio.strategy(0)).toBeUndefined();
});

test("observe: error: told otherwise, or of a forgotten time, is counted as odd and moves nothing", () => {
  const portfolio = new TradedPortfolio(TABLE, { bounds: { pendingMax: 2, endedMax: 1 } });
  portfolio.tell("a", "confirmed", buy(0, 4000, 5));
  expect(portfolio.tell("a", "failed", buy(0, 4000, 5))).toBe("contradiction");
  portfolio.tell("b", "confirmed", buy(0, 4000, 5));
  expect(portfolio.tell("c", "confirmed", buy(0, 4000, 5))).toBe("too_old");
  expect(portfolio.odd).toEqual({ contradictions: 1, tooOld: 1 });
  expect(portfolio.position(0) as number).toBe(10 * MICROS);
});

test("resolve: behavior: what settles after the market's end is paid out when it does, and nothing twice", () => {
  const portfolio = new TradedPortfolio(TABLE);
  portfolio.deposit(100 * MICROS, "polymarket");
  portfolio.fill(buy(0, 4000, 10));
  portfolio.tell("late", "matched", buy(0, 5000, 2));
  portfolio.tell("sale", "matched", sell(0, 9000, 4));
  expect(portfolio.resolve(0, 10_000) as number).toBe(10 * MICROS);
  expect(portfolio.resolve(0, 10_000) as number).toBe(0);
  portfolio.tell("late", "confirmed", buy(0, 5000, 2));
  portfolio.tell("sale", "failed", sell(0, 9000, 4));
  expect(portfolio.account.spendable("polymarket") as number).toBe((100 - 4 - 1 + 12) * MICROS);
  expect([portfolio.position(0), portfolio.account.sellable(0)].map(Number)).toEqual([0, 0]);
  expect(portfolio.account.problem()).toBeUndefined();
});

test("resolve: behavior: a sale that settles after the market's end brings its price, not the payout", () => {
  const portfolio = new TradedPortfolio(TABLE);
  portfolio.deposit(100 * MICROS, "polymarket");
  portfolio.fill(buy(0, 4000, 10));
  portfolio.tell("sale", "matched", sell(0, 9000, 4));
  portfolio.resolve(0, 10_000);
  portfolio.tell("sale", "confirmed", sell(0, 9000, 4));
  expect(portfolio.account.spendable("polymarket") as number).toBe((100 - 4 + 6) * MICROS + 4 * 900_000);
  expect(portfolio.account.problem()).toBeUndefined();
});

test("makeRedeemable: behavior: account and strategies take the profit once, and the claim becomes cash when it is seen to be gone", () => {
  const portfolio = new TradedPortfolio(TABLE);
  portfolio.deposit(100 * MICROS, "polymarket");
  portfolio.fill(buy(0, 4000, 10, 0, 1));
  portfolio.tell("late", "matched", buy(0, 5000, 2, 0, 2));
  for (const held of [undefined, undefined, 10 * MICROS]) portfolio.makeRedeemable(0, 10_000, held);
  portfolio.tell("late", "confirmed", buy(0, 5000, 2, 0, 2));
  const shown = () => [
    ...[portfolio.account, portfolio.strategy(1), portfolio.strategy(2)].map((one) => one?.confirmed.realizedPnl(0)),
    portfolio.account.spendable("polymarket"),
    portfolio.account.redeemable(0).cash,
  ];
  expect(shown().map(Number)).toEqual([7e6, 6e6, 1e6, 95e6, 12e6]);
  for (const held of [5 * MICROS, 5 * MICROS]) portfolio.makeRedeemable(0, 10_000, held);
  expect(shown().map(Number)).toEqual([7e6, 6e6, 1e6, 102e6, 5e6]);
  expect([portfolio.payoutOf(0), portfolio.position(0), portfolio.account.problem()]).toEqual([
    10_000,
    0 as ReturnType<typeof portfolio.position>,
    undefined,
  ]);
});

test("endMarket: behavior: with real money the stream pays strategies on Kalshi, and on Polymarket nobody", () => {
  const portfolio = new TradedPortfolio(TABLE);
  portfolio.fill(buy(0, 4000, 10, 0, 1));
  portfolio.fill(buy(NO, 4000, 10, 0, 1));
  portfolio.endMarket(0, 10_000, "strategies");
  portfolio.endMarket(YES, 0, "strategies");
  const earned = (one = portfolio.account) =>
    [one.confirmed.realizedPnl(0), one.confirmed.realizedPnl(YES)].map(Number);
  expect([earned(), earned(portfolio.strategy(1))]).toEqual([
    [0, 0],
    [0, 6e6],
  ]);
});

test("endMarket: behavior: a payout between two ticks is taken at the worse one, and told again it is the same", () => {
  const portfolio = new TradedPortfolio(TABLE);
  portfolio.fill(buy(NO, 4000, 10));
  for (const times of [1, 2]) {
    portfolio.endMarket(YES, 3725.5, "account");
    expect([times, portfolio.account.confirmed.realizedPnl(YES)].map(Number)).toEqual([times, 6_274_000 - 4e6]);
  }
});

test("openAtCost: behavior: takes over what the rows of another account say, to the micro-dollar", () => {
  const portfolio = open();
  portfolio.fill({ ...buy(0, 3333, 0), size: 7_000_001 });
  portfolio.fill({ ...buy(0, 4567, 0), size: 1_234_567 });
  portfolio.fill(buy(NO, 3000, 3));
  const next = new TradedPortfolio(TABLE);
  next.deposit(portfolio.account.confirmed.cash());
  for (const row of portfolio.account.confirmed.rows(UNMARKED)) next.openAtCost(row);
  const shown = (one: Portfolio) =>
    one.account.provisional.rows(UNMARKED).map(({ cost, instrument, size }) => ({ cost, instrument, size }));
  expect(shown(next)).toEqual(shown(portfolio));
  expect(next.cash).toBe(portfolio.cash);
  for (const { index } of TABLE.list) expect(next.account.sellable(index)).toBe(portfolio.account.sellable(index));
  expect(next.account.problem()).toBeUndefined();
});

test("fill: behavior: both outcomes of a Polymarket market are held side by side", () => {
  const portfolio = open();
  portfolio.fill(buy(0, 4000, 5));
  portfolio.fill(buy(1, 5000, 5));
  expect([portfolio.position(0), portfolio.position(1)].map(Number)).toEqual([5 * MICROS, 5 * MICROS]);
});

test("fill: behavior: NO closes YES on Kalshi, and a dollar comes back for each pair", () => {
  const portfolio = open();
  portfolio.fill(buy(YES, 4000, 5));
  portfolio.fill(buy(NO, 5500, 2));
  expect(portfolio.cash as number).toBe(1000 * MICROS - 2_000_000 - 1_100_000 + 2_000_000);
  expect(portfolio.position(YES) as number).toBe(3 * MICROS);
  expect(portfolio.position(NO) as number).toBe(-3 * MICROS);
  expect(portfolio.account.provisional.realizedPnl(YES) as number).toBe(100_000);
  expect(portfolio.account.provisional.cost(YES) as number).toBe(1_200_000);
});

test("fill: behavior: what NO is more than YES becomes a NO position at its own cost", () => {
  const portfolio = open();
  portfolio.fill(buy(YES, 4000, 5));
  portfolio.fill(buy(NO, 5500, 8));
  const [row] = portfolio.account.provisional.rows((at) => (at === YES ? 4200 : undefined));
  expect(row).toMatchObject({ instrument: NO, size: 3 * MICROS, cost: 1_650_000, value: 1_740_000 });
  expect(row.unrealizedPnl as number).toBe(90_000);
  expect(portfolio.cash as number).toBe(1000 * MICROS - 2_000_000 - 4_400_000 + 5_000_000);
  expect(portfolio.account.provisional.discrepancy() as number).toBe(0);
});

test("fill: behavior: selling YES that nobody holds is buying NO on Kalshi", () => {
  const [bought, sold] = [open(), open()];
  bought.fill(buy(NO, 3000, 4));
  sold.fill(sell(YES, 7000, 4));
  expect(sold.account.provisional.rows(UNMARKED)).toEqual(bought.account.provisional.rows(UNMARKED));
  expect(sold.cash).toBe(bought.cash);
});

test("settle: behavior: winners bring a dollar, losers nothing, and no fee", () => {
  const portfolio = open();
  portfolio.fill(buy(0, 4000, 5, 1_000));
  portfolio.fill(buy(1, 5000, 5, 1_000));
  portfolio.fill(buy(NO, 3000, 2, 1_000));
  expect(portfolio.resolve(0, 10_000) as number).toBe(5 * MICROS);
  expect(portfolio.resolve(1, 0) as number).toBe(0);
  expect(portfolio.resolve(YES, 0) as number).toBe(2 * MICROS);
  expect(portfolio.resolve(NO, 10_000) as number).toBe(0);
  expect(portfolio.account.provisional.totals(UNMARKED)).toEqual({
    cash: 1000 * MICROS + 500_000 + 1_400_000 - 3_000,
    cost: 0,
    value: 0,
    realizedPnl: 500_000 + 1_400_000,
    unrealizedPnl: 0,
    fees: 3_000,
    unmarked: 0,
  } as ReturnType<typeof portfolio.account.provisional.totals>);
});

test("open: behavior: a position from before costs no cash now", () => {
  const portfolio = open(100);
  portfolio.open(0, 3 * MICROS, 4000);
  portfolio.open(YES, -2 * MICROS, 4000);
  expect(portfolio.cash as number).toBe(100 * MICROS);
  expect(
    portfolio.account.provisional
      .rows(UNMARKED)
      .map(({ instrument, size, cost }) => [instrument, size, cost] as unknown),
  ).toEqual([
    [0, 3 * MICROS, 1_200_000],
    [NO, 2 * MICROS, 1_200_000],
  ]);
  expect(portfolio.account.provisional.discrepancy() as number).toBe(0);
});

test("rows: behavior: a mark between two ticks is taken at the one that is worse for us", () => {
  const portfolio = open();
  portfolio.fill(buy(0, 4000, 1));
  portfolio.fill(buy(NO, 4000, 1));
  const values = portfolio.account.provisional.rows(() => 5000.5).map(({ value }) => value as number);
  expect(values).toEqual([500_000, 499_900]);
});

test("totals: behavior: per venue and per strategy", () => {
  const portfolio = new TradedPortfolio(TABLE);
  portfolio.deposit(10 * MICROS, "polymarket");
  portfolio.deposit(20 * MICROS, "kalshi");
  portfolio.fill(buy(0, 4000, 5, 100, 1));
  portfolio.fill(sell(0, 5000, 2, 100, 2));
  portfolio.fill(buy(NO, 3000, 1, 100, 1));
  const marks: MarkOf = (at) => (at === 0 ? 6000 : undefined);
  expect(portfolio.account.provisional.totals(marks, "polymarket")).toMatchObject({
    cash: 10 * MICROS - 1_000_200,
    unmarked: 0,
  });
  expect(portfolio.account.provisional.totals(marks, "kalshi")).toMatchObject({
    cash: 20 * MICROS - 300_100,
    unmarked: 1,
  });
  expect(portfolio.account.provisional.totals(marks)).toMatchObject({
    unrealizedPnl: 600_000,
    realizedPnl: 200_000,
    fees: 300,
  });
  expect(portfolio.strategy(1)?.provisional.totals(marks)).toMatchObject({
    realizedPnl: 0,
    unrealizedPnl: 1_000_000,
    fees: 200,
  });
  // It sold what the other one holds: short until it buys back.
  expect(portfolio.strategy(2)?.provisional.position(0) as number).toBe(-2 * MICROS);
  expect(portfolio.strategy(2)?.provisional.totals(marks)).toMatchObject({ unrealizedPnl: -200_000, fees: 100 });
  expect(portfolio.strategy(0)).toBeUndefined();
});

test("Portfolio: behavior: every micro-dollar is accounted for, on both venues and for every strategy", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const prng = new Prng(seed);
      const portfolio = open();
      for (let n = 0; n < 60; n++) {
        playRandom(portfolio, prng);
        expectBalanced(portfolio);
      }
    }),
    { numRuns: 100 },
  );
});

test("Portfolio: behavior: still balanced after 100 000 fills", () => {
  const prng = new Prng(2026);
  const portfolio = open();
  for (let n = 0; n < 100_000; n++) {
    playRandom(portfolio, prng, 0);
    if (n % 5_000 === 0) expectBalanced(portfolio);
  }
  for (const { index } of TABLE.list) portfolio.resolve(index, prng.pick([0, 10_000]));
  expectBalanced(portfolio);
  expect(portfolio.account.provisional.totals(UNMARKED)).toMatchObject({ cost: 0, unmarked: 0 });
});

test("Portfolio: behavior: a netted Kalshi account has the cash of one that pairs outcomes by hand", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const prng = new Prng(seed);
      const portfolio = open(0);
      const naive = { yes: 0n, no: 0n, units: 0n };
      for (let n = 0; n < 40; n++) {
        const fill = randomFill(portfolio, prng, prng.pick([YES, NO]));
        portfolio.fill(fill);
        pairByHand(naive, fill);
        // Sizes are hundredths of contracts, so every amount is whole in micro-dollars: nothing is rounded.
        expect(BigInt(portfolio.cash)).toBe(naive.units / 10_000n);
        expect(BigInt(portfolio.position(YES))).toBe(naive.yes - naive.no);
      }
    }),
    { numRuns: 100 },
  );
});

test("Portfolio: behavior: cash moves by the exact product rounded against us, and all of it is realized when flat", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const prng = new Prng(seed);
      const portfolio = open(0);
      let cash = 0n;
      let fees = 0;
      for (let n = 0; n < 40; n++) {
        const fill = n < 39 ? randomFill(portfolio, prng, 0) : { ...sell(0, 4321, 0), size: portfolio.position(0) };
        const units = BigInt(fill.price) * BigInt(fill.size);
        cash += fill.side === "buy" ? -((units + 9_999n) / 10_000n) : units / 10_000n;
        fees += fill.fee;
        portfolio.fill(fill);
        expect(BigInt(portfolio.cash)).toBe(cash - BigInt(fees));
      }
      expect(BigInt(portfolio.account.provisional.realizedPnl(0))).toBe(cash);
      expect(portfolio.account.provisional.cost(0) as number).toBe(0);
    }),
    { numRuns: 100 },
  );
});

/** Buys and sells as the venue tells it: a sale of what is not held buys the other outcome, pairs turn into dollars. */
function pairByHand(account: { yes: bigint; no: bigint; units: bigint }, fill: Fill): void {
  const size = BigInt(fill.size);
  const own = fill.instrument === YES ? "yes" : "no";
  const other = own === "yes" ? "no" : "yes";
  const price = BigInt(fill.price);
  if (fill.side === "buy") {
    account[own] += size;
    account.units -= price * size;
  } else {
    const covered = least(size, account[own]);
    account[own] -= covered;
    account[other] += size - covered;
    account.units += price * covered - (10_000n - price) * (size - covered);
  }
  const pairs = least(account.yes, account.no);
  account.yes -= pairs;
  account.no -= pairs;
  account.units += pairs * 10_000n;
  account.units -= BigInt(fill.fee) * 10_000n;
}

function least(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

function playRandom(portfolio: TradedPortfolio, prng: Prng, resolves = 0.01): void {
  const instrument = prng.int(0, 3);
  const dice = prng.next();
  if (dice < resolves) portfolio.resolve(instrument, prng.pick([0, 10_000, 5000]));
  else if (dice < 0.02) portfolio.deposit(prng.int(-100, 100) * MICROS);
  else portfolio.fill(randomFill(portfolio, prng, instrument));
}

/** Kalshi fills are hundredths of contracts; Polymarket's may be any dust, but never sell more than is held. */
function randomFill(portfolio: TradedPortfolio, prng: Prng, at: number): Fill {
  const held = portfolio.position(at);
  const kalshi = at >= YES;
  const any = kalshi ? prng.int(1, 20_000) * 10_000 : prng.int(1, prng.chance(0.5) ? 50 : 200_000_000);
  const sells = prng.chance(0.5) && (kalshi || held > 0);
  const size = sells && held > 0 && prng.chance(0.3) ? held : any;
  const fill = {
    instrument: at,
    strategy: prng.int(0, 2),
    side: sells ? ("sell" as const) : ("buy" as const),
    price: prng.int(1, 99) * 100,
    size: sells && !kalshi ? Math.min(size, held) : size,
  };
  const fee = computeFee(
    { rounding: kalshi ? "kalshi" : "polymarket", takerPpm: 70_000, makerPpm: 0, exponent: 1 },
    { ...fill, price: priceTicks(fill.price), size: sizeMicros(fill.size), liquidity: prng.pick(["taker", "maker"]) },
  );
  return { ...fill, fee };
}

function expectBalanced(portfolio: TradedPortfolio): void {
  const ledgers = [portfolio.account, ...[0, 1, 2].flatMap((n) => portfolio.strategy(n) ?? [])];
  for (const ledger of ledgers) expect(ledger.problem()).toBeUndefined();
  for (const { index } of TABLE.list) {
    expect(ledgers.slice(1).reduce((sum, ledger) => sum + ledger.provisional.position(index), 0)).toBe(
      portfolio.position(index),
    );
    expect(portfolio.account.provisional.cost(index)).toBeGreaterThanOrEqual(0);
  }
}

function instrument(over: Pick<Instrument, "index" | "venue" | "outcome"> & Partial<Instrument>): Instrument {
  return {
    venueId: over.venue === "kalshi" ? "KX" : `${over.index}`,
    marketId: over.venue,
    bookIndex: over.index,
    ...PLAIN_TERMS,
    ...over,
  };
}
