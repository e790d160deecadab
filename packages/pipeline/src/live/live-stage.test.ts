import { afterEach, beforeEach, expect, test } from "bun:test";
import { giveUpMs, LiveConfig } from "@augury/execution";
import { LiveStageRig } from "./live-stage-rig.ts";
import { PolymarketRigVenue } from "./polymarket/polymarket-rig-venue.ts";

const TIMEOUT_MS = 60_000;
const CONTRACT = 1_000_000;
let rig: LiveStageRig<PolymarketRigVenue>;

beforeEach(() => {
  rig = new LiveStageRig(new PolymarketRigVenue());
});
afterEach(() => rig.close());

test(
  "live: default: the account is opened, an order rests, another fills and settles, the ledger is the venue's",
  async () => {
    const before = rig.venue.account.collateral;
    rig.venue.account.moveTokens("12", 7 * CONTRACT);
    await rig.start();
    await rig.ready();
    expect(rig.told("control")).toEqual([{ control: "cash", a: 0, b: 0, x: before, y: 0 }]);
    expect(rig.told("position")).toEqual([{ averagePrice: 5_000, size: 7 * CONTRACT }]);
    rig.order(1);
    await rig.until(() => rig.stateOf(1) === "accepted", "the first order rests");
    rig.order(2, { price: 5_100 });
    await rig.until(() => rig.stateOf(2) === "filled", "the second order fills");
    const settled = () => rig.told("settlement").filter(({ intentId }) => intentId === 2);
    await rig.until(() => settled().at(-1)?.state === "confirmed", "its trade settles");
    expect(settled().map(({ state, strategy, side, size }) => [state, strategy, side, size])).toEqual([
      ["matched", 3, "buy", 10 * CONTRACT],
      ["confirmed", 3, "buy", 10 * CONTRACT],
    ]);
    const { fee, price, size } = settled()[1] as { fee: number; price: number; size: number };
    expect(before - rig.venue.account.collateral).toBe((price * size) / 10_000 + fee);
    expect(rig.notes.map(({ level, what }) => [level, what])).toEqual([["audit", "account opened"]]);
  },
  TIMEOUT_MS,
);

test(
  "live: behavior: nothing is sent before the account is open",
  async () => {
    await rig.start();
    rig.order(1);
    await rig.until(() => rig.stateOf(1) !== undefined, "the order is answered");
    expect(rig.told("orderReport")[0]).toMatchObject({ state: "rejected", reason: "unreconciled" });
    expect(rig.venue.server.world.desk.orders.size).toBe(0);
  },
  TIMEOUT_MS,
);

test(
  "live: behavior: the kill switch cancels the whole account, says so, and lets nothing through until it is lifted",
  async () => {
    await rig.start();
    await rig.ready();
    for (const id of [1, 2, 3]) rig.order(id, { price: 4_000 + id * 100 });
    await rig.until(() => rig.venue.resting === 3, "three orders rest");
    rig.words.setKilled(true);
    await rig.until(() => rig.notes.some(({ what }) => what === "kill confirmed"), "the kill is confirmed");
    expect(rig.venue.resting).toBe(0);
    await rig.until(() => [1, 2, 3].every((id) => rig.stateOf(id) === "canceled"), "all are reported as canceled");
    rig.order(4);
    await rig.until(() => rig.stateOf(4) !== undefined, "the order is answered");
    expect(rig.told("orderReport").at(-1)).toMatchObject({ state: "rejected", reason: "kill_switch" });
    rig.words.setKilled(false);
    await rig.ready();
    rig.order(5, { price: 4_000 });
    await rig.until(() => rig.stateOf(5) === "accepted", "orders go out again");
  },
  TIMEOUT_MS,
);

test(
  "live: behavior: a graceful stop leaves nothing at the venue",
  async () => {
    await rig.start();
    await rig.ready();
    for (const id of [1, 2]) rig.order(id, { price: 4_000 + id * 100 });
    await rig.until(() => rig.venue.resting === 2, "two orders rest");
    await rig.stage?.stop(20_000);
    expect(rig.venue.resting).toBe(0);
    expect([rig.stateOf(1), rig.stateOf(2)]).toEqual(["canceled", "canceled"]);
    expect(rig.notes.some(({ what }) => what === "left behind")).toBe(false);
  },
  TIMEOUT_MS,
);

test.each([
  ["outlasts the giving up of an order that never arrived, and leaves nothing behind", 2_500, 10_000, "rejected", []],
  ["that is shorter than that says what it leaves behind", 60_000, -59_900, "submitted", ["left behind"]],
] as const)(
  "live: behavior: a stop %s",
  async (_, absentAfterMs, moreMs, state, notes) => {
    await rig.close();
    const orders = LiveConfig.parse({ absentAfterMs });
    rig = new LiveStageRig(new PolymarketRigVenue(), orders);
    await rig.start();
    await rig.ready();
    rig.venue.server.world.faults.next.push("lost_before");
    rig.order(1, { price: 4_000 });
    await rig.until(() => rig.venue.server.world.faults.counts.lost_before === 1, "the order is lost on its way");
    await rig.stage?.stop(giveUpMs(orders) + moreMs);
    expect(rig.notes.map(({ what }) => what)).toEqual(["account opened", ...notes]);
    expect(rig.stateOf(1)).toBe(state);
  },
  TIMEOUT_MS,
);

test(
  "live: behavior: an executor that takes over finds its orders, tells no balance twice and every trade that decision missed",
  async () => {
    await rig.start();
    await rig.ready();
    rig.order(1, { price: 4_000 });
    await rig.until(() => rig.stateOf(1) === "accepted", "the order rests");
    rig.order(2, { price: 4_900, contracts: 20 });
    await rig.until(() => rig.stateOf(2) === "accepted", "the second order rests");
    await rig.crash();
    rig.venue.server.exchange.trade(0, {
      takerSide: "sell",
      size: 120 * CONTRACT,
      levelsMax: 10,
      timeUs: Date.now() * 1000,
      echoDelayUs: 0,
    });
    const before = rig.slots.length;
    await rig.start();
    await rig.until(() => rig.stateOf(2) === "filled" && rig.stateOf(1) === "canceled", "both ends are known");
    await rig.until(() => rig.slots.slice(before).some(({ kind }) => kind === "settlement"), "the trade is told");
    await rig.ready();
    const after = rig.slots.slice(before);
    expect(after.filter(({ kind }) => kind === "control" || kind === "position")).toEqual([]);
    const trades = after.filter(({ kind }) => kind === "settlement").map(({ body }) => body);
    expect(trades.at(-1)).toMatchObject({ intentId: 2, strategy: 3, state: "confirmed", size: 20 * CONTRACT });
    expect(rig.venue.resting).toBe(0);
  },
  TIMEOUT_MS,
);

test(
  "live: behavior: a new process cancels what the last one left, and its own first order is none of those",
  async () => {
    await rig.start();
    await rig.ready();
    rig.order(1, { price: 4_000 });
    await rig.until(() => rig.venue.resting === 1, "the order rests");
    await rig.crash();
    rig.processId = "process-2";
    const before = rig.slots.length;
    await rig.start();
    await rig.ready();
    expect(rig.venue.resting).toBe(0);
    rig.order(1, { price: 4_100 });
    const reports = () => rig.slots.slice(before).filter(({ kind }) => kind === "orderReport");
    await rig.until(() => reports().length === 2, "the new order is reported");
    expect(reports().map(({ body }) => [body.intentId, body.state])).toEqual([
      [1, "submitted"],
      [1, "accepted"],
    ]);
  },
  TIMEOUT_MS,
);

test(
  "live: behavior: a deposit is seen, doubted once and then booked; decision is told of it",
  async () => {
    await rig.start();
    await rig.ready();
    rig.venue.account.collateral += 5 * CONTRACT;
    rig.venue.disconnect();
    await rig.until(() => rig.told("control").length === 2, "the deposit is told");
    expect(rig.told("control")[1]).toMatchObject({ control: "cash", x: 5 * CONTRACT });
    await rig.ready();
    expect(rig.notes.map(({ what }) => what)).toEqual([
      "account opened",
      "balances differ",
      "balances taken over from the venue",
    ]);
  },
  TIMEOUT_MS,
);

test(
  "live: error: a key that is none, or is not there, is refused in one line without it",
  async () => {
    await expect(rig.start({})).rejects.toThrow("live.polymarket.wallet: the environment variable KEY must be set");
    const secret = `0x${"5".repeat(63)}z`;
    const failure = await rig.start({ KEY: secret }).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failure).toContain("64 hexadecimal digits");
    expect(failure).not.toContain("555");
  },
  TIMEOUT_MS,
);

test(
  "live: behavior: an order off the tick that the book has now is not sent",
  async () => {
    await rig.start();
    await rig.ready();
    rig.changeTick(0, 1_000);
    rig.order(1, { price: 4_800 });
    await rig.until(() => rig.stateOf(1) !== undefined, "the order is answered");
    expect(rig.told("orderReport")[0]).toMatchObject({ state: "rejected", reason: "off_tick" });
    expect(rig.venue.server.world.desk.orders.size).toBe(0);
  },
  TIMEOUT_MS,
);
