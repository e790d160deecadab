import { expect, test } from "bun:test";
import { WatchRig } from "./watch-rig.ts";

const YES = 0;
const NO = 1;

/** An open account with ten contracts of each of two instruments, of four. */
async function rigWithBoth(): Promise<WatchRig> {
  const rig = new WatchRig(4);
  rig.held.set(YES, 10e6).set(NO, 10e6);
  await rig.pass(1);
  rig.told.length = 0;
  return rig;
}

test("PayoutWatch: default: before the account is open everything is asked for, then every minute what is held", async () => {
  using rig = await rigWithBoth();
  expect([rig.asked, rig.said]).toEqual([[[0, 1, 2, 3]], ["audit account opened"]]);
  rig.ended = new Map([
    [YES, 10_000],
    [NO, 0],
  ]);
  await rig.pass(60);
  expect(rig.asked.slice(1)).toEqual([[YES, NO]]);
  expect(rig.told).toEqual([
    "redemption 0 at 10000, not seen",
    "redemption 1 at 0, not seen",
    "redemption 0 at 10000, 10 held",
    "redemption 1 at 0, 10 held",
  ]);
  rig.held.clear();
  rig.cash += 10e6;
  await rig.pass(60);
  expect(rig.told.slice(4)).toEqual(["redemption 0 at 10000, 0 held", "redemption 1 at 0, 0 held"]);
  expect(rig.said.slice(1)).toEqual(["info market ended", "info market ended", "info redeemed"]);
  expect(rig.balances.agrees).toBe(true);
});

test("PayoutWatch: behavior: the stream is believed at once, once, and asked about until the venue has answered", async () => {
  using rig = await rigWithBoth();
  for (const payout of [10_000, 10_000, 0]) rig.payouts.onStream(YES, payout);
  expect(rig.told).toEqual(["redemption 0 at 10000, not seen"]);
  rig.held.delete(YES);
  rig.cash += 10e6;
  await rig.pass(120);
  expect(rig.asked.slice(1)).toEqual([
    [NO, YES],
    [NO, YES],
  ]);
  rig.ended = new Map([[YES, 10_000]]);
  await rig.pass(120);
  expect(rig.asked.slice(3)).toEqual([[NO, YES], [NO]]);
  expect(rig.told.slice(1)).toEqual(["redemption 0 at 10000, 0 held"]);
});

test("PayoutWatch: behavior: an end without a result is asked for at once, also behind a question that is on its way", async () => {
  using rig = await rigWithBoth();
  rig.payouts.onStream(YES, undefined);
  rig.payouts.onTime(rig.nowUs);
  rig.payouts.askSoon(rig.nowUs);
  rig.ended = new Map([[YES, 5_000]]);
  await rig.pass(0);
  expect([rig.asked.length, rig.told[0]]).toEqual([3, "redemption 0 at 5000, not seen"]);
});

test("PayoutWatch: behavior: the venue's own answer corrects what was told, and is audited", async () => {
  using rig = await rigWithBoth();
  rig.payouts.onStream(YES, 10_000);
  rig.ended = new Map([[YES, 5_000]]);
  await rig.pass(60);
  expect(rig.told).toEqual([
    "redemption 0 at 10000, not seen",
    "redemption 0 at 10000, 10 held",
    "redemption 0 at 5000, not seen",
  ]);
  expect(rig.said.slice(1)).toEqual(["info market ended", "audit payout corrected"]);
  expect(rig.book.ledger.redeemable(YES)).toEqual({ contracts: 10e6, cash: 5e6 });
});

test("PayoutWatch: behavior: who takes over knows what was told, and tells it as the balances have it", async () => {
  using rig = await rigWithBoth();
  rig.payouts.onStream(YES, 10_000);
  rig.payouts.onStream(NO, 0);
  rig.held.delete(YES);
  rig.cash += 10e6;
  const next = rig.takeOver();
  await next.pass(1);
  expect(next.said).toEqual(["audit account taken over"]);
  expect(next.told).toEqual(["redemption 0 at 10000, 0 held", "redemption 1 at 0, 10 held"]);
  expect(next.balances.agrees).toBe(true);
});

test("PayoutWatch: behavior: what ended before the account was opened is opened as what it pays", async () => {
  using rig = new WatchRig(3);
  rig.held.set(YES, 10e6).set(2, 4e6);
  rig.ended = new Map([[YES, 10_000]]);
  await rig.pass(1);
  expect(rig.told).toEqual(["cash 1000", "open 0 10 at 10000", "open 2 4 at 5000", "redemption 0 at 10000, 10 held"]);
  expect(rig.book.ledger.confirmed.realizedPnl(YES) as number).toBe(0);
  expect(rig.book.ledger.redeemable(YES).cash).toBe(10e6);
});

test("PayoutWatch: error: nobody answers: the account stays closed, it is said now and then, and opened when somebody does", async () => {
  using rig = new WatchRig(2);
  rig.ended = "silent";
  await rig.pass(61);
  expect([rig.asked.length, rig.queries.length, rig.book.isOpen]).toEqual([31, 0, false]);
  expect(rig.said).toEqual(["warn ended markets not read", "warn ended markets not read"]);
  rig.ended = new Map();
  await rig.pass(2);
  expect(rig.book.isOpen).toBe(true);
});

test("PayoutWatch: error: what cannot be written down puts an end to trading, and is booked all the same", async () => {
  using rig = await rigWithBoth();
  rig.opening.write = () => {
    throw new Error("no space left");
  };
  rig.payouts.onStream(YES, 10_000);
  expect(rig.said.slice(1)).toEqual(["alarm the end of a market could not be written down", "info market ended"]);
  expect(rig.told).toEqual(["redemption 0 at 10000, not seen"]);
});
