import { afterEach, beforeEach, expect, test } from "bun:test";
import { LiveStageRig } from "../live-stage-rig.ts";
import { PolymarketRigVenue } from "./polymarket-rig-venue.ts";

const TIMEOUT_MS = 60_000;
const CONTRACT = 1_000_000;
const YES = 0;
const NO = 1;
const STRATEGY = 3;
let rig: LiveStageRig<PolymarketRigVenue>;

beforeEach(() => {
  rig = new LiveStageRig(new PolymarketRigVenue());
});
afterEach(() => rig.close());

/** Seven NO from before, and ten YES that a strategy of ours bought at 51 cents. */
async function startWithBoth(): Promise<void> {
  rig.venue.account.moveTokens("12", 7 * CONTRACT);
  await rig.start();
  await rig.ready();
  rig.order(1, { price: 5_100 });
  await rig.until(() => rig.stateOf(1) === "filled", "the order fills");
  await rig.until(() => rig.portfolio.account.sellable(YES) === 10 * CONTRACT, "its trade settles");
  await rig.ready();
}

/** Decision's books against the venue's: cash that can be spent, and contracts whether they are held or to be redeemed. */
function differences() {
  const { account } = rig.portfolio;
  const held = [YES, NO].map((at) => account.sellable(at) + account.redeemable(at).contracts);
  const theirs = ["11", "12"].map((token) => rig.venue.account.tokensOf(token));
  return [account.spendable("polymarket") - rig.venue.account.collateral, held[0] - theirs[0], held[1] - theirs[1]];
}

/** Dollars that are due, and the profit of account and strategy without fees, on YES and on NO. */
function earned(): number[] {
  const { account } = rig.portfolio;
  const own = rig.portfolio.strategy(STRATEGY)?.confirmed;
  return [
    account.cashBalance("polymarket").redeemable,
    account.confirmed.realizedPnl(YES),
    account.confirmed.realizedPnl(NO),
    own?.realizedPnl(YES) ?? 0,
  ].map((micros) => micros / CONTRACT);
}

/** What was said of differences. */
const SAID = new Set(["balances differ", "balances taken over from the venue", "payout corrected"]);
const told = () => rig.notes.filter(({ what }) => SAID.has(what)).map(({ what }) => what);

async function untilBooksAgree(): Promise<void> {
  await rig.until(() => differences().every((one) => one === 0), "decision's books are the venue's");
  await rig.ready();
  expect(rig.portfolio.account.problem()).toBeUndefined();
}

test(
  "live on polymarket: default: a market's end takes the profit at once, and redemption by hand makes cash of it, without a difference",
  async () => {
    await startWithBoth();
    rig.venue.resolve(0);
    for (const [instrument, payout] of [
      [YES, 10_000],
      [NO, 0],
      [YES, 10_000],
    ] as const)
      rig.marketEnd(instrument, payout);
    // Ten bought at 51 cents, seven taken over at half a dollar.
    await rig.until(() => earned()[0] === 10, "the end is booked");
    await untilBooksAgree();
    expect(earned()).toEqual([10, 4.9, -3.5, 4.9]);
    rig.venue.redeem();
    rig.venue.disconnect();
    await rig.until(() => earned()[0] === 0, "the redemption is booked");
    await untilBooksAgree();
    expect(earned()).toEqual([0, 4.9, -3.5, 4.9]);
    expect(rig.notes.filter(({ level }) => level === "info").map(({ what }) => what)).toEqual([
      "market ended",
      "market ended",
      "redeemed",
    ]);
    expect(told()).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "live on polymarket: behavior: the venue redeems before anybody says that the market has ended: the same profit, no difference",
  async () => {
    await startWithBoth();
    rig.venue.resolve(0, { redeems: true });
    rig.venue.disconnect();
    await rig.until(() => earned()[1] === 4.9, "the profit is booked");
    await untilBooksAgree();
    expect(earned()).toEqual([0, 4.9, -3.5, 4.9]);
    rig.marketEnd(YES, 10_000);
    rig.marketEnd(NO, 0);
    rig.venue.disconnect();
    await rig.ready();
    expect(earned()).toEqual([0, 4.9, -3.5, 4.9]);
    expect(told()).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "live on polymarket: behavior: nobody wins, the stream does not say what is paid, and the wallet redeems a part",
  async () => {
    await startWithBoth();
    rig.venue.resolve("void");
    rig.marketEnd(YES, -1);
    rig.marketEnd(NO, -1);
    await rig.until(() => earned()[0] === 8.5, "a half is due for each");
    expect(earned()).toEqual([8.5, -0.1, 0, -0.1]);
    const { account } = rig.venue;
    account.moveTokens("11", -4 * CONTRACT);
    account.collateral += 2 * CONTRACT;
    rig.venue.disconnect();
    await rig.until(() => earned()[0] === 6.5, "a part is redeemed");
    await untilBooksAgree();
    expect([earned(), told()]).toEqual([[6.5, -0.1, 0, -0.1], []]);
  },
  TIMEOUT_MS,
);

test(
  "live on polymarket: behavior: an executor that takes over knows of the end, and finds what was redeemed while there was none",
  async () => {
    await startWithBoth();
    rig.venue.isGammaBehind = true;
    rig.marketEnd(YES, 10_000);
    rig.marketEnd(NO, 0);
    await rig.until(() => earned()[0] === 10, "the end is booked");
    await rig.crash();
    await rig.start();
    await untilBooksAgree();
    expect(earned()).toEqual([10, 4.9, -3.5, 4.9]);
    await rig.crash();
    rig.venue.resolve(0);
    rig.venue.redeem();
    await rig.start();
    await untilBooksAgree();
    expect(earned()).toEqual([0, 4.9, -3.5, 4.9]);
    expect(told()).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "live on polymarket: behavior: a market ends and is redeemed while there is no executor: the next one tells both",
  async () => {
    await startWithBoth();
    await rig.crash();
    rig.venue.resolve(1, { redeems: true });
    await rig.start();
    await untilBooksAgree();
    expect([earned(), told()]).toEqual([[0, -5.1, 3.5, -5.1], []]);
  },
  TIMEOUT_MS,
);

test(
  "live on polymarket: behavior: a new process takes what has ended for what it pays, and for no profit of its own",
  async () => {
    rig.venue.account.moveTokens("11", 10 * CONTRACT);
    rig.venue.account.moveTokens("12", 7 * CONTRACT);
    rig.venue.resolve(0);
    await rig.start();
    await untilBooksAgree();
    expect(earned()).toEqual([10, 0, 0, 0]);
    rig.venue.redeem();
    rig.venue.disconnect();
    await rig.until(() => earned()[0] === 0, "the redemption is booked");
    await untilBooksAgree();
    expect([earned(), told()]).toEqual([[0, 0, 0, 0], []]);
  },
  TIMEOUT_MS,
);

test(
  "live on polymarket: error: the venue says otherwise than the stream did: it is right, and that is audited",
  async () => {
    await startWithBoth();
    rig.venue.isGammaBehind = true;
    rig.marketEnd(YES, 10_000);
    rig.marketEnd(NO, 0);
    await rig.until(() => earned()[0] === 10, "what the stream says is booked");
    rig.venue.isGammaBehind = false;
    rig.venue.resolve(1, { redeems: true });
    rig.venue.disconnect();
    await rig.until(() => earned()[1] === -5.1, "the profit is restated");
    await untilBooksAgree();
    expect(earned()).toEqual([0, -5.1, 3.5, -5.1]);
    expect(told().toSorted()).toEqual([
      "balances differ",
      "balances taken over from the venue",
      "payout corrected",
      "payout corrected",
    ]);
    // The venue's word holds, whatever the stream repeats.
    rig.marketEnd(YES, 10_000);
    rig.venue.disconnect();
    await rig.ready();
    expect(earned()[1]).toBe(-5.1);
  },
  TIMEOUT_MS,
);
