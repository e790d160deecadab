import { expect, test } from "bun:test";
import { cashMicros, priceTicks, sizeMicros } from "@augury/core";
import { InstrumentTable, type LegPlan, type OrderReport, type OrderRequest, PLAIN_TERMS } from "@augury/model";
import { LegConfig } from "./leg-config.ts";
import type { LegReport } from "./leg-run.ts";
import { LegRuns } from "./leg-runs.ts";

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

/** Runs of legs whose gateway is in the test's hands. */
class RunsRig {
  readonly log: string[] = [];
  readonly ends: LegReport[] = [];
  readonly runs: LegRuns;
  epoch = 1;
  nowUs = 1_000_000;

  constructor(config: Partial<LegConfig> = {}) {
    const submitMany = (orders: readonly OrderRequest[]) => {
      for (const { intentId, leg, price, side, size } of orders)
        this.log.push(`${side} ${intentId}.${leg} ${size / 1e6} at ${price}`);
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
      epochOf: () => this.epoch,
      opens: ({ intentId, leg }) => this.log.push(`opens ${intentId}.${leg}`),
      reject: ({ intentId, leg }, reason) => this.log.push(`reject ${intentId}.${leg} ${reason}`),
      ended: (report) => this.ends.push(report),
    });
  }

  start(intentId: number, plan: Partial<LegPlan> = {}, legs = 2): void {
    const requests = Array.from({ length: legs }, (_, leg) => ({
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
    this.runs.start(requests, { ...PLAN, ...plan }, this.nowUs);
  }

  say(intentId: number, leg: number, state: OrderReport["state"], contracts = 0): void {
    const report: OrderReport = {
      intentId,
      leg,
      instrument: 0,
      side: "buy",
      state,
      reason: "none",
      fillSize: sizeMicros(contracts * 1_000_000),
      fillPrice: priceTicks(4_000),
      fee: cashMicros(0),
      liquidity: "taker",
      filledSize: sizeMicros(0),
    };
    this.runs.onReport(report, this.nowUs);
    this.runs.pump();
  }

  pass(ms: number): void {
    this.nowUs += ms * 1_000;
    this.runs.onTime(this.nowUs);
  }

  takeLog(): string[] {
    return this.log.splice(0);
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
