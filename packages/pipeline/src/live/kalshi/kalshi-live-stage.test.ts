import { afterEach, beforeEach, expect, test } from "bun:test";
import { LiveStageRig } from "../live-stage-rig.ts";
import { KalshiRigVenue } from "./kalshi-rig-venue.ts";

const TIMEOUT_MS = 60_000;
const CONTRACT = 1_000_000;
let rig: LiveStageRig<KalshiRigVenue>;

beforeEach(() => {
  rig = new LiveStageRig(new KalshiRigVenue());
});
afterEach(() => rig.close());

/** Cash that decision was told of. */
const cashTold = () => rig.told("control").reduce((sum, { x }) => sum + Number(x), 0);

/** What the settlements told so far make of the cash told and the contracts held. */
function booksTold() {
  let [cash, held] = [cashTold(), 0];
  for (const { fee, price, side, size, state } of rig.told("settlement") as unknown as Told[]) {
    if (state !== "confirmed") continue;
    const sign = side === "buy" ? 1 : -1;
    cash -= sign * ((price * size) / 10_000) + fee;
    held += sign * size;
  }
  return { cash, held };
}

interface Told {
  readonly fee: number;
  readonly price: number;
  readonly side: string;
  readonly size: number;
  readonly state: string;
}

test(
  "live on kalshi: default: the account is opened, orders on both outcomes rest and fill, the ledger is the venue's",
  async () => {
    const { cash } = rig.venue;
    await rig.start();
    await rig.ready();
    expect(rig.told("control")).toEqual([{ control: "cash", a: 0, b: 0, x: cash, y: 0 }]);
    rig.order(1);
    await rig.until(() => rig.stateOf(1) === "accepted", "the first order rests");
    rig.order(2, { price: 5_100 });
    await rig.until(() => rig.stateOf(2) === "filled", "the second order fills");
    rig.order(3, { instrument: 1, price: 5_100, contracts: 4 });
    await rig.until(() => rig.stateOf(3) === "filled", "NO is bought");
    await rig.until(() => booksTold().held === 6 * CONTRACT, "the fills are told");
    expect(rig.venue.position).toBe(6 * CONTRACT);
    // Four of ten YES and the NO became four dollars.
    expect(booksTold().cash).toBe(rig.venue.cash);
    const owners = rig.told("settlement").map(({ intentId, state, strategy }) => [intentId, state, strategy]);
    expect(owners).toEqual([
      [2, "confirmed", 3],
      [3, "confirmed", 3],
    ]);
  },
  TIMEOUT_MS,
);

test(
  "live on kalshi: behavior: the kill switch cancels the whole account and says so",
  async () => {
    await rig.start();
    await rig.ready();
    for (const id of [1, 2, 3]) rig.order(id, { price: 4_000 + id * 100 });
    await rig.until(() => rig.venue.resting === 3, "three orders rest");
    rig.words.setKilled(true);
    await rig.until(() => rig.notes.some(({ what }) => what === "kill confirmed"), "the kill is confirmed");
    expect(rig.venue.resting).toBe(0);
    await rig.until(() => [1, 2, 3].every((id) => rig.stateOf(id) === "canceled"), "all are reported as canceled");
  },
  TIMEOUT_MS,
);

test(
  "live on kalshi: behavior: an executor that takes over tells no balance twice and every fill that decision missed",
  async () => {
    await rig.start();
    await rig.ready();
    rig.order(1, { price: 4_000 });
    rig.order(2, { price: 4_900, contracts: 20 });
    await rig.until(() => rig.stateOf(1) === "accepted" && rig.stateOf(2) === "accepted", "both rest");
    await rig.crash();
    rig.venue.sell(70);
    const before = rig.slots.length;
    await rig.start();
    await rig.until(() => rig.stateOf(2) === "filled" && rig.stateOf(1) === "canceled", "both ends are known");
    await rig.ready();
    await rig.until(() => booksTold().held === 20 * CONTRACT, "the fill is told");
    const after = rig.slots.slice(before);
    expect(after.filter(({ kind }) => kind === "control" || kind === "position")).toEqual([]);
    expect(rig.told("settlement").at(-1)).toMatchObject({ intentId: 2, strategy: 3, state: "confirmed" });
    expect([booksTold().cash, rig.venue.resting]).toEqual([rig.venue.cash, 0]);
  },
  TIMEOUT_MS,
);

test(
  "live on kalshi: behavior: a market that pays out closes what was held, at what it paid",
  async () => {
    await rig.start();
    await rig.ready();
    rig.order(1, { price: 5_100 });
    await rig.until(() => rig.stateOf(1) === "filled", "the order fills");
    rig.venue.settle("yes");
    await rig.until(() => rig.told("settlement").length === 2, "the settlement is told");
    expect(rig.told("settlement")[1]).toMatchObject({ side: "sell", price: 10_000, size: 10 * CONTRACT, intentId: 0 });
    expect(booksTold()).toEqual({ cash: rig.venue.cash, held: 0 });
    await rig.ready();
    expect(rig.notes.map(({ what }) => what)).toEqual(["account opened"]);
  },
  TIMEOUT_MS,
);

test(
  "live on kalshi: error: a key that is none, or that the venue does not know, is refused in one line without it",
  async () => {
    const { KEY_ID = "", KEY_PEM = "" } = rig.venue.environment;
    const failureOf = (environment: Record<string, string>) =>
      rig.start(environment).then(
        () => "",
        (error: Error) => error.message,
      );
    expect(await failureOf({ KEY_ID })).toContain(
      "live.kalshi.privateKey: the environment variable KEY_PEM must be set",
    );
    const broken = await failureOf({ KEY_ID, KEY_PEM: KEY_PEM.replaceAll("A", "-") });
    expect(broken).toContain("live.kalshi.privateKey");
    expect(broken).not.toContain(KEY_PEM.split("\n")[2] ?? "?");
    expect(await failureOf({ KEY_ID: "nobody", KEY_PEM })).toContain("live.kalshi: the venue refuses the key nobody");
  },
  TIMEOUT_MS,
);
