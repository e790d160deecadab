import { expect, test } from "bun:test";
import { cashMicros, priceTicks, sizeMicros } from "@augury/core";
import {
  InstrumentTable,
  type LegPlan,
  type OrderReport,
  type OrderRequest,
  PLAIN_TERMS,
  type ReasonCode,
} from "@augury/model";
import { LegConfig } from "./leg-config.ts";
import type { LegReport } from "./leg-report.ts";
import { LegRuns, type TakenPlan } from "./leg-runs.ts";

const TABLE = new InstrumentTable(
  [0, 1].map((index) => ({
    ...PLAIN_TERMS,
    index,
    bookIndex: index,
    venue: "kalshi" as const,
    venueId: `K${index}`,
    marketId: `K${index}`,
    outcome: "yes" as const,
  })),
);
const PLAN: LegPlan = { onFailure: "unwind", sequence: "together", bandTicks: 500, legMs: 1_000 };

const FILL: OrderReport = {
  intentId: 1,
  leg: 0,
  instrument: 0,
  side: "buy",
  state: "canceled",
  reason: "none",
  fillSize: sizeMicros(0),
  fillPrice: priceTicks(4_000),
  fee: cashMicros(0),
  liquidity: "taker",
  filledSize: sizeMicros(0),
};

/** An order in a log: `contracts` that it filled in all, where it owes nothing. */
interface PlannedText {
  readonly leg: number;
  readonly unwinds?: number;
  readonly contracts?: number;
}

/** Runs of legs whose gateway is in the test's hands. */
class RunsRig {
  readonly log: string[] = [];
  readonly ends: LegReport[] = [];
  readonly runs: LegRuns;
  /** Orders of which something may still be told. */
  readonly owed = new Set<number>();
  /** What keeps the plans says no. */
  refusal: ReasonCode | "none" = "none";
  epoch = 1;
  nowUs = 1_000_000;

  constructor(config: Partial<LegConfig> = {}) {
    const submitMany = (orders: readonly OrderRequest[]) => {
      for (const { intentId, leg, price, reduceOnly, side, size } of orders)
        this.log.push(`${side} ${intentId}.${leg} ${size / 1e6} at ${price}${reduceOnly ? " reduce only" : ""}`);
    };
    this.runs = new LegRuns({
      gateway: {
        submit: (order) => submitMany([order]),
        submitMany,
        cancel: (intentId, leg) => this.log.push(`cancel ${intentId}.${leg}`),
        amend: () => "unsupported",
        refuseAmend: () => {},
        cancelByInstrument: () => {},
        cancelAll: () => {},
      },
      instruments: TABLE,
      config: LegConfig.parse({ settleMs: 0, ...config }),
      keeper: {
        open: ({ legs }) => {
          this.log.push(`keep ${legs[0]?.intentId}`);
          return this.refusal;
        },
        close: (intentId) => this.log.push(`let go ${intentId}`),
        owes: (_, leg) => this.owed.has(leg),
      },
      epochOf: () => this.epoch,
      opens: ({ intentId, leg }) => this.log.push(`opens ${intentId}.${leg}`),
      reject: ({ intentId, leg }, reason) => this.log.push(`reject ${intentId}.${leg} ${reason}`),
      ended: (report) => this.ends.push(report),
    });
  }

  start(intentId: number, plan: Partial<LegPlan> = {}, legs = 2, over: Partial<OrderRequest> = {}): void {
    const requests = this.requests(intentId, legs).map((request) => ({ ...request, ...over }));
    this.runs.start(requests, { ...PLAN, ...plan }, this.nowUs);
  }

  /** What a log would say of the plan and those of its orders that were written down. */
  recover(plan: Partial<TakenPlan["planned"]>, orders: readonly PlannedText[], unknown?: string): void {
    const legs = this.requests(1, 2);
    const risk = { heldLoss: cashMicros(9), unwindLoss: cashMicros(3) };
    const planned = {
      kind: "planned",
      key: "p",
      plan: PLAN,
      legs,
      risk,
      venues: ["kalshi"],
      plannedUs: 1,
      ...plan,
    } as const;
    const taken = orders.map(({ contracts, leg, unwinds }) => ({
      request: { ...legs[unwinds ?? leg], leg, ...(unwinds !== undefined && { unwinds }) } as OrderRequest,
      ...(contracts !== undefined && { filled: sizeMicros(contracts * 1_000_000) }),
    }));
    this.runs.recover([{ planned, orders: taken, ...(unknown !== undefined && { unknown }) }], this.nowUs);
  }

  /** Two legs from this instrument of the table on. */
  legsOn(instrument: number): OrderRequest[] {
    return this.requests(1, 2).map((leg) => ({ ...leg, instrument: leg.instrument + instrument }));
  }

  private requests(intentId: number, legs: number): OrderRequest[] {
    return Array.from({ length: legs }, (_, leg) => ({
      intentId,
      leg,
      strategy: 3,
      instrument: leg,
      side: "buy" as const,
      price: priceTicks(4_000),
      size: sizeMicros(10_000_000),
      timeInForce: "GTC" as const,
      postOnly: false,
      epoch: 1,
      deadlineUs: this.nowUs + 1_000,
    }));
  }

  say(intentId: number, leg: number, state: OrderReport["state"], contracts = 0): void {
    const report: OrderReport = { ...FILL, intentId, leg, state, fillSize: sizeMicros(contracts * 1_000_000) };
    this.runs.onReport(report, this.nowUs);
    this.runs.pump();
  }

  pass(ms: number): void {
    this.nowUs += ms * 1_000;
    this.runs.onTime(this.nowUs);
  }

  /** What was done; what was kept of plans is left out. */
  takeLog(): string[] {
    return this.log.splice(0).filter((line) => !/^(keep|let go) /.test(line));
  }
}

test("LegRuns: behavior: a leg past its time is canceled, and what the other has filled is traded back", () => {
  const rig = new RunsRig();
  rig.start(1);
  rig.say(1, 0, "filled", 10);
  rig.pass(999);
  expect(rig.takeLog()).toEqual(["buy 1.0 10 at 4000", "buy 1.1 10 at 4000"]);
  rig.pass(1);
  expect(rig.takeLog()).toEqual(["cancel 1.1"]);
  // Nothing is traded back before the outcome is known.
  rig.pass(30_000);
  expect(rig.takeLog()).toEqual([]);
  rig.say(1, 1, "canceled");
  expect(rig.takeLog()).toEqual(["opens 1.2", "sell 1.2 10 at 3500"]);
  rig.say(1, 2, "filled", 10);
  expect(rig.ends).toMatchObject([{ outcome: "unwound", unwindOrders: 1, unwindCost: 500_000 }]);
});

test("LegRuns: behavior: trading back is tried again, so often and so long, and never without a book", () => {
  const rig = new RunsRig({ unwindsPerLegMax: 2, unwindAgainMs: 1_000, unwindMsMax: 10_000 });
  rig.start(1);
  rig.say(1, 0, "filled", 10);
  rig.epoch = 0;
  rig.say(1, 1, "rejected");
  rig.takeLog();
  rig.pass(1_000);
  expect(rig.takeLog()).toEqual([]);
  rig.epoch = 1;
  rig.pass(1_000);
  expect(rig.takeLog()).toEqual(["opens 1.2", "sell 1.2 10 at 3500"]);
  rig.say(1, 2, "partially_filled", 4);
  rig.say(1, 2, "canceled");
  rig.pass(1_000);
  expect(rig.takeLog()).toEqual(["opens 1.3", "sell 1.3 6 at 3500"]);
  rig.say(1, 3, "canceled");
  expect(rig.ends).toMatchObject([
    { outcome: "held", legs: [{ filled: 10_000_000, unwound: 4_000_000 }, { filled: 0 }] },
  ]);
});

test("LegRuns: behavior: an order that trades back and is refused before it is sent is no try", () => {
  const rig = new RunsRig({ unwindsPerLegMax: 1, unwindAgainMs: 1_000, unwindMsMax: 10_000 });
  rig.start(1);
  rig.say(1, 0, "filled", 10);
  rig.say(1, 1, "canceled");
  for (let refusals = 0; refusals < 4; refusals++) {
    rig.say(1, 2, "rejected");
    rig.pass(1_000);
  }
  // Its number is free again: there are not many.
  expect(rig.takeLog().filter((line) => line.startsWith("sell"))).toEqual(Array(5).fill("sell 1.2 10 at 3500"));
  rig.say(1, 2, "submitted");
  rig.say(1, 2, "rejected");
  expect(rig.ends).toMatchObject([{ outcome: "held", unwindOrders: 1, legs: [{ held: "no_tries" }, {}] }]);
});

test("LegRuns: behavior: fills told within a moment of the end count, later ones are told of", () => {
  const rig = new RunsRig({ settleMs: 200 });
  rig.start(1, { onFailure: "hold" });
  rig.say(1, 0, "filled", 10);
  rig.say(1, 1, "canceled");
  rig.pass(100);
  rig.say(1, 1, "canceled", 10);
  expect(rig.ends).toMatchObject([{ outcome: "complete" }]);
  rig.say(1, 1, "canceled", 1);
  expect(rig.runs.counts.late_fills).toBe(1);
});

test("LegRuns: behavior: one leg that is canceled by its strategy takes the others with it", () => {
  const rig = new RunsRig();
  rig.start(1, { sequence: "one_by_one" });
  expect(rig.runs.cancel(1, 1, rig.nowUs)).toBe(true);
  expect(rig.takeLog()).toEqual(["buy 1.0 10 at 4000", "cancel 1.0", "reject 1.1 leg_failed"]);
  expect(rig.runs.cancel(2, 0, rig.nowUs)).toBe(false);
});

test("LegRuns: behavior: what may only make a position smaller is traded back all the same", () => {
  const rig = new RunsRig();
  rig.start(1, {}, 2, { reduceOnly: true });
  rig.say(1, 0, "filled", 10);
  rig.say(1, 1, "canceled");
  expect(rig.takeLog().filter((line) => / 1\.[012] /.test(line))).toEqual([
    "buy 1.0 10 at 4000 reduce only",
    "buy 1.1 10 at 4000 reduce only",
    "sell 1.2 10 at 3500",
  ]);
});

test("LegRuns: behavior: an order that trades back and is canceled is the last one", () => {
  const rig = new RunsRig();
  rig.start(1);
  rig.say(1, 0, "filled", 10);
  rig.say(1, 1, "canceled");
  rig.takeLog();
  expect(rig.runs.cancel(1, 2, rig.nowUs)).toBe(true);
  expect(rig.takeLog()).toEqual(["cancel 1.2"]);
  rig.say(1, 2, "partially_filled", 4);
  rig.say(1, 2, "canceled");
  rig.pass(60_000);
  expect(rig.takeLog()).toEqual([]);
  expect(rig.ends).toMatchObject([{ outcome: "held", unwindOrders: 1, legs: [{ unwound: 4_000_000 }, {}] }]);
});

test("LegRuns: error: no more than may be carried out, and none twice", () => {
  const rig = new RunsRig({ plansMax: 1 });
  rig.start(1);
  rig.start(1);
  rig.start(2);
  expect(rig.takeLog().slice(2)).toEqual(["reject 2.0 open_orders", "reject 2.1 open_orders"]);
  expect(rig.runs.counts).toMatchObject({ started: 1, refused: 1 });
  rig.start(3, {}, 3);
  expect(rig.takeLog()).toEqual([0, 1, 2].map((leg) => `reject 3.${leg} instrument_unknown`));
});

test("LegRuns: default: a plan is kept before its first leg goes, and let go with its end", () => {
  const rig = new RunsRig();
  rig.start(1, { onFailure: "hold" });
  expect(rig.log.splice(0)).toEqual(["keep 1", "buy 1.0 10 at 4000", "buy 1.1 10 at 4000"]);
  rig.say(1, 0, "filled", 10);
  rig.say(1, 1, "filled", 10);
  expect([rig.log.splice(0), rig.ends.length]).toEqual([["let go 1"], 1]);
  rig.start(2);
  rig.log.splice(0);
  rig.runs.stopAll(rig.nowUs);
  // What stops it holds for whoever comes after, too.
  expect(rig.log.splice(0)).toEqual(["cancel 2.0", "cancel 2.1", "let go 2"]);
});

test("LegRuns: error: a plan that is not kept is not carried out", () => {
  const rig = new RunsRig();
  rig.refusal = "restart";
  rig.start(1);
  expect(rig.takeLog()).toEqual(["reject 1.0 restart", "reject 1.1 restart"]);
  expect(rig.runs.counts).toMatchObject({ started: 0, refused: 1 });
});

test("LegRuns: recover: default: nothing before every outcome is certain, then what is beyond whole sets", () => {
  const rig = new RunsRig();
  rig.owed.add(0).add(1);
  rig.recover({}, [{ leg: 0 }, { leg: 1 }]);
  rig.say(1, 0, "partially_filled", 7);
  rig.say(1, 0, "canceled");
  rig.say(1, 1, "canceled");
  rig.owed.delete(0);
  rig.pass(30_000);
  expect(rig.takeLog()).toEqual([]);
  // Two fills heard together with the certainty both count.
  rig.runs.onReport({ ...FILL, leg: 0, fillSize: sizeMicros(1_000_000) }, rig.nowUs);
  rig.runs.onReport({ ...FILL, leg: 1, fillSize: sizeMicros(3_000_000) }, rig.nowUs);
  rig.owed.clear();
  rig.pass(100);
  expect(rig.takeLog()).toEqual(["opens 1.2", "sell 1.2 5 at 3500"]);
  rig.say(1, 2, "filled", 5);
  expect(rig.ends).toMatchObject([
    { outcome: "unwound", isRecovered: true, unwindOrders: 1, legs: [{ filled: 8_000_000, unwound: 5_000_000 }, {}] },
  ]);
  expect(rig.log).toEqual(["let go 1"]);
});

test("LegRuns: recover: behavior: what was traded back before counts, in contracts, tries and numbers", () => {
  const rig = new RunsRig({ unwindsPerLegMax: 3 });
  rig.owed.add(4);
  const before = [
    { leg: 0, contracts: 10 },
    { leg: 3, unwinds: 0, contracts: 4 },
    { leg: 4, unwinds: 0 },
  ];
  rig.recover({}, before);
  // Open orders that trade back are told of again; a leg that never left ends.
  expect(rig.takeLog()).toEqual(["reject 1.1 restart", "opens 1.4"]);
  rig.say(1, 4, "partially_filled", 1);
  rig.say(1, 4, "canceled");
  rig.owed.clear();
  rig.pass(100);
  expect(rig.takeLog()).toEqual(["opens 1.5", "sell 1.5 5 at 3500"]);
  rig.say(1, 5, "canceled");
  rig.pass(60_000);
  expect(rig.takeLog()).toEqual([]);
  expect(rig.ends).toMatchObject([
    { outcome: "held", unwindOrders: 3, legs: [{ filled: 10_000_000, unwound: 5_000_000, held: "no_tries" }, {}] },
  ]);
});

test("LegRuns: recover: behavior: whole, or nothing of it sent, it ends at once", () => {
  const rig = new RunsRig();
  rig.recover({}, [
    { leg: 0, contracts: 10 },
    { leg: 1, contracts: 10 },
  ]);
  rig.pass(0);
  expect(rig.ends).toMatchObject([{ outcome: "complete", isRecovered: true }]);
  const none = new RunsRig();
  none.recover({}, []);
  none.pass(0);
  expect(none.takeLog()).toEqual(["reject 1.0 restart", "reject 1.1 restart"]);
  expect(none.ends).toMatchObject([{ outcome: "whole_sets" }]);
  expect(none.runs.counts).toMatchObject({ started: 0, recovered: 1 });
});

test("LegRuns: recover: behavior: held where the plan says so, where it cannot be traded back, and where not all is known", () => {
  const heldOf = (plan: Partial<TakenPlan["planned"]>, alter: (rig: RunsRig) => void = () => {}, unknown?: string) => {
    const rig = new RunsRig({ unwindMsMax: 5_000 });
    rig.recover(
      plan,
      [
        { leg: 0, contracts: 10 },
        { leg: 1, contracts: 0 },
      ],
      unknown,
    );
    alter(rig);
    for (let n = 0; n < 10; n++) rig.pass(1_000);
    expect(rig.takeLog()).toEqual([]);
    return [rig.ends[0]?.outcome, rig.ends[0]?.legs[0]?.held];
  };
  const elsewhere = new RunsRig().legsOn(7);
  expect(heldOf({ plan: { ...PLAN, onFailure: "hold" } })).toEqual(["held", "plan"]);
  expect(heldOf({}, (rig) => rig.runs.stopAll(rig.nowUs))).toEqual(["held", "stopped"]);
  expect(heldOf({}, (rig) => Object.assign(rig, { epoch: 0 }))).toEqual(["held", "no_book"]);
  expect(heldOf({ legs: elsewhere })).toEqual(["held", "no_instrument"]);
  expect(heldOf({}, undefined, "it had ended at polymarket")).toEqual(["held", "unknown"]);
});
