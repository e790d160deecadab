import { expect, test } from "bun:test";
import { cashMicros, priceTicks, sizeMicros } from "@augury/core";
import {
  InstrumentTable,
  type IntentEntry,
  type LegPlan,
  type OrderRequest,
  PLAIN_TERMS,
  type VenueName,
} from "@augury/model";
import { LivePlans, type PlanDesk } from "./live-plans.ts";

const [YES, K_YES] = [0, 1];
const TABLE = new InstrumentTable(
  (["polymarket", "kalshi"] as const).map((venue, index) => ({
    ...PLAIN_TERMS,
    index,
    bookIndex: index,
    venue,
    venueId: `${index}`,
    marketId: `${index}`,
    outcome: "yes" as const,
  })),
);
const PLAN: LegPlan = { onFailure: "unwind", sequence: "together", bandTicks: 500, legMs: 1_000 };
const RISK = { heldLoss: cashMicros(9), unwindLoss: cashMicros(3) };

/** A venue's log in the test's hands. */
class LogDesk implements PlanDesk {
  readonly entries: readonly IntentEntry[];
  readonly written: IntentEntry[] = [];
  diskTakes = true;

  constructor(
    readonly venue: VenueName,
    entries: readonly IntentEntry[] = [],
  ) {
    this.entries = entries;
  }

  writeDown(entry: IntentEntry): boolean {
    if (this.diskTakes) this.written.push(entry);
    return this.diskTakes;
  }

  owes(_: number, leg: number): boolean {
    return leg === 1 && this.venue === "kalshi";
  }

  get lines(): string[] {
    return this.written.map(({ key, kind }) => `${kind} ${key}`);
  }
}

function leg(at: number, instrument: number): OrderRequest {
  return {
    intentId: 7,
    leg: at,
    strategy: 3,
    instrument,
    side: "buy",
    price: priceTicks(4_000),
    size: sizeMicros(10_000_000),
    timeInForce: "IOC",
    postOnly: false,
    epoch: 1,
    deadlineUs: 9,
  };
}

const LEGS = [leg(0, YES), leg(1, K_YES)];
const plansOf = (...desks: readonly PlanDesk[]) => new LivePlans(TABLE, desks, "p1");

/** What both logs hold once the plan's legs have been written down. */
function logs() {
  const [polymarket, kalshi] = [new LogDesk("polymarket"), new LogDesk("kalshi")];
  plansOf(polymarket, kalshi).open({ legs: LEGS, plan: PLAN, risk: RISK }, 5);
  for (const [at, desk] of [polymarket, kalshi].entries())
    desk.written.push({ kind: "prepared", key: `${at}`, request: LEGS[at] as OrderRequest, preparedUs: 6 });
  return { polymarket: polymarket.written, kalshi: kalshi.written };
}

test("LivePlans: default: a plan stands in the log of every venue of its legs, and ends in each, once", () => {
  const [polymarket, kalshi] = [new LogDesk("polymarket"), new LogDesk("kalshi")];
  const plans = plansOf(polymarket, kalshi);
  expect(plans.open({ legs: LEGS, plan: PLAN, risk: RISK }, 5)).toBe("none");
  expect(polymarket.written).toEqual([
    {
      kind: "planned",
      key: "plan p1 7",
      plan: PLAN,
      legs: LEGS,
      risk: RISK,
      venues: ["polymarket", "kalshi"],
      plannedUs: 5,
    },
  ]);
  plans.close(7);
  plans.close(7);
  expect(kalshi.lines).toEqual(["planned plan p1 7", "ended plan p1 7"]);
  expect([polymarket.lines.length, plans.owes(7, 0), plans.owes(7, 1)]).toEqual([2, false, true]);
  expect(plans.open({ legs: [leg(0, YES)], plan: PLAN, risk: RISK }, 5)).toBe("none");
  expect(kalshi.lines).toHaveLength(2);
});

test("LivePlans: error: without a venue's key, or with a disk that refuses, there is no plan", () => {
  const polymarket = new LogDesk("polymarket");
  expect(plansOf(polymarket).open({ legs: LEGS, plan: PLAN, risk: RISK }, 5)).toBe("no_live_key");
  expect(polymarket.lines).toEqual([]);
  const kalshi = new LogDesk("kalshi");
  kalshi.diskTakes = false;
  expect(plansOf(polymarket, kalshi).open({ legs: LEGS, plan: PLAN, risk: RISK }, 5)).toBe("restart");
  expect(polymarket.lines).toEqual(["planned plan p1 7", "ended plan p1 7"]);
});

test("LivePlans: behavior: the logs together have the plan's orders, and closing it ends it in both", () => {
  const { kalshi, polymarket } = logs();
  const desks = [new LogDesk("polymarket", polymarket), new LogDesk("kalshi", kalshi)] as const;
  const plans = plansOf(...desks);
  expect(plans.recovered).toMatchObject([
    { planned: { key: "plan p1 7" }, orders: [{ request: { leg: 0 } }, { request: { leg: 1 } }] },
  ]);
  expect(plans.recovered[0]?.unknown).toBeUndefined();
  plans.close(7);
  expect(desks.map(({ lines }) => lines)).toEqual([["ended plan p1 7"], ["ended plan p1 7"]]);
});

test("LivePlans: behavior: what cannot be known is said: a venue that is absent, or where it had ended", () => {
  const { kalshi, polymarket } = logs();
  const unknownOf = (...desks: readonly PlanDesk[]) => plansOf(...desks).recovered.map(({ unknown }) => unknown);
  expect(unknownOf(new LogDesk("polymarket", polymarket))).toEqual(["kalshi is not traded on in this run"]);
  const ended = [...polymarket, { kind: "ended", key: "plan p1 7" }] as const;
  expect(unknownOf(new LogDesk("polymarket", ended), new LogDesk("kalshi", kalshi))).toEqual([
    "it had ended at polymarket",
  ]);
  // It stood in one log when the process died: nothing had been sent.
  const alone = [polymarket[0] as IntentEntry];
  expect(unknownOf(new LogDesk("polymarket", alone), new LogDesk("kalshi"))).toEqual([undefined]);
});
