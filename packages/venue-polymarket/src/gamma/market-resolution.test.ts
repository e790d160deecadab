import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { toResolution } from "./market-resolution.ts";
import { MarketTerms } from "./market-terms.ts";

test("toResolution: behavior: near-final prices prove nothing before the market is closed", () => {
  expect(toResolution({ closed: false, outcomePrices: ["1", "0"] })).toEqual({ state: "open" });
  expect(toResolution({ closed: true, outcomePrices: ["0.9995", "0.0005"] })).toEqual({ state: "closed" });
  expect(toResolution({ closed: true })).toEqual({ state: "closed" });
});

test("toResolution: behavior: the oracle's state while trading goes on, the last of its states where there is a list", () => {
  expect(toResolution({ umaResolutionStatus: "proposed" }).state).toBe("proposed");
  expect(toResolution({ umaResolutionStatuses: ["proposed", "disputed"] }).state).toBe("disputed");
  expect(toResolution({ umaResolutionStatuses: [] }).state).toBe("open");
});

test("toResolution: default: payouts of a closed market", () => {
  const payoutsOf = (outcomePrices: string[], umaResolutionStatus?: string) =>
    toResolution({ closed: true, outcomePrices, umaResolutionStatus }).payouts;
  expect([payoutsOf(["1", "0"]), payoutsOf(["0", "1"]), payoutsOf(["0.5", "0.5"], "resolved")]).toEqual([
    [1, 0],
    [0, 1],
    [0.5, 0.5],
  ]);
});

test("toResolution: behavior: a half each is an empty book's middle until the oracle has spoken", () => {
  const closed = { closed: true, outcomePrices: ["0.5", "0.5"] };
  expect(toResolution(closed)).toEqual({ state: "closed" });
  expect(toResolution({ ...closed, umaResolutionStatus: "proposed" })).toEqual({ state: "closed" });
});

test.skipIf(!hasFixtures())(
  "toResolution: behavior: a recorded day of markets, each as its recorder says",
  async () => {
    const day = (await readFixture("polymarket/gamma/btc-5m-markets-2026-07-24.jsonl.gz")).trim().split("\n");
    for (const line of day) {
      const { raw, outcome_prices } = JSON.parse(line) as { raw: unknown; outcome_prices: string[] };
      const { state, payouts } = toResolution(MarketTerms.parse(raw));
      expect([state, payouts?.map(String)]).toEqual(["resolved", outcome_prices]);
    }
  },
);
