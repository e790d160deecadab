import { afterEach, beforeEach, expect, test } from "bun:test";
import type { LegPlan } from "@augury/model";
import { NO_STRATEGY } from "@augury/wire";
import { LiveStageRig, type RigOrder } from "./live-stage-rig.ts";
import { PolymarketRigVenue } from "./polymarket/polymarket-rig-venue.ts";

const TIMEOUT_MS = 60_000;
const CONTRACT = 1_000_000;
const UNWIND: LegPlan = { onFailure: "unwind", sequence: "together", bandTicks: 500, legMs: 30_000 };
/** The first fills at once, the second rests far from the market. */
const PAIR: readonly RigOrder[] = [
  { instrument: 0, price: 5_100 },
  { instrument: 1, price: 4_000 },
];
let rig: LiveStageRig<PolymarketRigVenue>;

beforeEach(() => {
  rig = new LiveStageRig(new PolymarketRigVenue());
});
afterEach(() => rig.close());

const held = () => rig.venue.account.tokensOf("11") as number;
const notes = () => rig.notes.filter(({ what }) => what === "legs");
/** Orders at the venue that sold, as filled contracts. */
const sales = () =>
  [...rig.venue.server.world.desk.orders.values()].filter(({ side }) => side === "SELL").map(({ matched }) => matched);

/** A pair of which one leg has filled and the other rests, and the death of whoever sent it. */
async function dieWithOneLeg(plan: LegPlan): Promise<void> {
  await rig.start();
  await rig.ready();
  rig.intend(7, PAIR, plan);
  await rig.until(() => held() === 10 * CONTRACT && rig.venue.resting === 1, "one leg has filled, the other rests");
  await rig.crash();
}

test(
  "live legs: default: an executor that takes over trades back what its predecessor's plan says, and decision sees the order",
  async () => {
    await dieWithOneLeg(UNWIND);
    await rig.start();
    await rig.until(() => notes().length === 1, "the plan has ended");
    expect([held(), rig.venue.resting, sales()] as unknown[]).toEqual([0, 0, [10 * CONTRACT]]);
    expect(rig.notes.find(({ what }) => what === "legs taken over")?.detail).toBe(
      "intent 7 of 2 legs had not ended, 2 of its orders may have left: once their outcome is certain, what is beyond whole sets is traded back",
    );
    expect(notes()[0]).toMatchObject({ level: "audit" });
    expect(notes()[0]?.detail).toContain("intent 7, taken over from a process that died, ended as unwound");
    expect(rig.told("orderOpened")).toMatchObject([
      { intentId: 7, leg: 2, strategy: 3, side: "sell", price: 4_600, reason: "unwind" },
    ]);
    const reportsOfSale = rig.told("orderReport").filter(({ leg }) => leg === 2);
    expect([reportsOfSale[0]?.state, reportsOfSale.at(-1)?.state]).toEqual(["submitted", "filled"]);
    expect(rig.told("orderReport").findLast(({ leg }) => leg === 1)).toMatchObject({ state: "canceled" });
  },
  TIMEOUT_MS,
);

test(
  "live legs: behavior: a new process trades back what the last one's plan says, as nobody's order",
  async () => {
    await dieWithOneLeg(UNWIND);
    rig.processId = "process-2";
    const before = rig.slots.length;
    await rig.start();
    await rig.until(() => notes().length === 1, "the plan has ended");
    expect([held(), sales()] as unknown[]).toEqual([0, [10 * CONTRACT]]);
    expect(rig.told("orderOpened")).toMatchObject([{ intentId: -1, leg: 2, strategy: NO_STRATEGY }]);
    const reported = rig.slots.slice(before).filter(({ kind }) => kind === "orderReport");
    expect(new Set(reported.map(({ body }) => `${body.intentId}.${body.leg}`))).toEqual(new Set(["-1.2"]));
    await rig.crash();
    rig.processId = "process-3";
    await rig.start();
    await rig.ready();
    expect([notes().length, sales().length]).toEqual([1, 1]);
  },
  TIMEOUT_MS,
);

test(
  "live legs: behavior: a second death while it is traded back does not trade back twice",
  async () => {
    await dieWithOneLeg(UNWIND);
    await rig.start();
    await rig.until(() => rig.told("orderOpened").length === 1, "it is being traded back");
    await rig.crash();
    rig.processId = "process-2";
    await rig.start();
    await rig.until(() => notes().length >= 1, "the plan has ended");
    await rig.ready();
    expect(held()).toBe(0);
    expect(sales().reduce((sum: number, matched) => sum + matched, 0)).toBe(10 * CONTRACT);
  },
  TIMEOUT_MS,
);

test.each<[string, LegPlan, () => void, string]>([
  ["a plan that holds is held", { ...UNWIND, onFailure: "hold" }, () => {}, "as the plan says"],
  ["killed, it is held", UNWIND, () => rig.words.setKilled(true), "it was stopped"],
  [
    "without a live book it is held",
    UNWIND,
    () => {
      rig.legs = { unwindMsMax: 300 };
      rig.epochs.end(0);
    },
    "without a live book",
  ],
])(
  "live legs: behavior: %s, and the audit says so",
  async (_, plan, before, why) => {
    await dieWithOneLeg(plan);
    before();
    await rig.start();
    await rig.until(() => notes().length === 1, "the plan has ended");
    expect(notes()[0]).toMatchObject({ level: "audit" });
    expect(notes()[0]?.detail).toContain("ended as held");
    expect(notes()[0]?.detail).toContain(why);
    expect([held(), rig.venue.resting, sales()] as unknown[]).toEqual([10 * CONTRACT, 0, []]);
    // It has ended for whoever comes next, too.
    rig.words.setKilled(false);
    await rig.crash();
    await rig.start();
    await rig.ready();
    expect([held(), notes().length] as unknown[]).toEqual([10 * CONTRACT, 1]);
  },
  TIMEOUT_MS,
);
