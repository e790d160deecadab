import { expect, test } from "bun:test";
import { WatchRig } from "./watch-rig.ts";

const SAID_AT_FIRST = "audit account opened";

async function openRig(instruments: number, held: readonly number[]): Promise<WatchRig> {
  const rig = new WatchRig(instruments);
  for (const instrument of held) rig.held.set(instrument, 10e6);
  await rig.pass(1);
  expect(rig.said.splice(0)).toEqual([SAID_AT_FIRST]);
  rig.told.length = 0;
  return rig;
}

test("BalanceWatch: default: cash that is more is doubted once, then booked and audited", async () => {
  using rig = await openRig(2, [0]);
  rig.cash += 5e6;
  rig.balances.doubt(rig.nowUs);
  await rig.pass(1);
  expect([rig.balances.agrees, rig.said]).toEqual([false, ["warn balances differ"]]);
  await rig.pass(2);
  expect(rig.said.slice(1)).toEqual(["audit balances taken over from the venue"]);
  expect([rig.balances.agrees, rig.told]).toEqual([true, ["cash 5"]]);
});

test("BalanceWatch: behavior: contracts that are gone wait for half a minute: they may have been redeemed", async () => {
  using rig = await openRig(2, [0]);
  rig.held.clear();
  rig.cash += 10e6;
  rig.balances.doubt(rig.nowUs);
  await rig.pass(29);
  expect([rig.said, rig.told, rig.balances.agrees]).toEqual([["warn balances differ"], [], false]);
  await rig.pass(5);
  expect(rig.said.slice(1)).toEqual(["audit balances taken over from the venue"]);
  expect([rig.balances.agrees, rig.told]).toEqual([true, ["cash 10", "open 0 -10 at 5000"]]);
});

test("BalanceWatch: behavior: that the market has ended is heard while they wait: no difference is told", async () => {
  using rig = await openRig(2, [0]);
  rig.held.clear();
  rig.cash += 10e6;
  rig.ended = new Map([[0, 10_000]]);
  rig.balances.doubt(rig.nowUs);
  await rig.pass(1);
  expect(rig.told).toEqual(["redemption 0 at 10000, not seen", "redemption 0 at 10000, 0 held"]);
  expect([rig.said, rig.balances.agrees]).toEqual([["info market ended", "info redeemed"], true]);
});

test("BalanceWatch: behavior: a redemption between the readings of cash and of contracts is no difference", async () => {
  using rig = await openRig(2, [0]);
  rig.ended = new Map([[0, 10_000]]);
  await rig.pass(60);
  rig.held.clear();
  rig.balances.doubt(rig.nowUs);
  await rig.pass(1);
  expect(rig.balances.agrees).toBe(false);
  rig.cash += 10e6;
  await rig.pass(2);
  expect([rig.said, rig.balances.agrees]).toEqual([["info market ended", "info redeemed"], true]);
});

test("BalanceWatch: behavior: while nobody answers nothing that may be a redemption is taken over", async () => {
  using rig = await openRig(2, [0]);
  rig.ended = "silent";
  rig.held.clear();
  rig.balances.doubt(rig.nowUs);
  await rig.pass(300);
  expect([rig.told, rig.balances.agrees]).toEqual([[], false]);
  expect(rig.said.filter((line) => line.startsWith("audit"))).toEqual([]);
});

test("BalanceWatch: behavior: cash is taken over only when the cached balance of each claim has been looked at anew", async () => {
  const claims = Array.from({ length: 20 }, (_, at) => at);
  using rig = await openRig(24, claims);
  rig.ended = new Map(claims.map((at) => [at, at % 2 === 0 ? 10_000 : 5_000]));
  await rig.pass(60);
  const before = rig.queries.length;
  rig.said.length = 0;
  // The venue's cache of the tokens does not know of a redemption yet, and neither do we.
  rig.cash += 10e6;
  rig.balances.doubt(rig.nowUs);
  await rig.pass(3);
  expect(rig.said).toEqual(["warn balances differ"]);
  await rig.pass(2);
  expect(rig.said.slice(1)).toEqual(["audit balances taken over from the venue"]);
  const looked = new Set(rig.queries.slice(before, before + 3).flatMap(({ stale = [] }) => stale));
  expect([...looked].toSorted((a, b) => a - b)).toEqual(claims);
});

test("BalanceWatch: behavior: worthless claims are no errand, and vanish without a word of difference", async () => {
  using rig = await openRig(2, [0, 1]);
  rig.ended = new Map([
    [0, 0],
    [1, 10_000],
  ]);
  await rig.pass(60);
  expect(rig.queries.at(-1)).toMatchObject({ instruments: [1, 0], stale: [1] });
  rig.held.delete(0);
  await rig.pass(60);
  expect(rig.said).toEqual(["info market ended", "info market ended", "info redeemed"]);
  expect(rig.told.at(-1)).toBe("redemption 0 at 0, 0 held");
});

test("BalanceWatch: behavior: contracts of an ended market that come in are a claim, at what they pay", async () => {
  using rig = await openRig(2, [0]);
  rig.ended = new Map([[0, 10_000]]);
  await rig.pass(60);
  rig.told.length = 0;
  rig.held.set(0, 14e6);
  await rig.pass(70);
  expect(rig.told).toEqual(["open 0 4 at 10000", "redemption 0 at 10000, 14 held"]);
  expect(rig.book.ledger.redeemable(0)).toEqual({ contracts: 14e6, cash: 14e6 });
  expect(rig.book.ledger.confirmed.realizedPnl(0) as number).toBe(5e6);
});
