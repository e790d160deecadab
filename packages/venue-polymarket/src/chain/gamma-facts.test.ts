import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { z } from "zod";
import { setOf } from "./chain-rig.ts";
import { ChainEventRow, ChainMarketRow, toChainMarket, toChainSet } from "./gamma-facts.ts";

const MARKET_ID = setOf().marketId;

function row(changes: object = {}): ChainMarketRow {
  return ChainMarketRow.parse({
    conditionId: `0x${"ab".repeat(32)}`,
    question: "Does it rain?",
    clobTokenIds: '["11","22"]',
    ...changes,
  });
}

function event(changes: object = {}): ChainEventRow {
  const markets = [2, 0, 1].map((index) =>
    row({
      question: `Is it ${index}?`,
      negRisk: true,
      questionID: `${MARKET_ID.slice(0, 64)}0${index}`,
      clobTokenIds: [`1${index}`, `2${index}`],
    }),
  );
  return ChainEventRow.parse({ title: "Which?", negRiskMarketID: MARKET_ID, negRiskFeeBips: 0, markets, ...changes });
}

test.each([
  ["alone", {}, { kind: "ctf", yes: "11", no: "22" }],
  ["in a neg-risk set", { negRisk: true }, { kind: "negRisk" }],
  ["resolved", { closed: true, outcomePrices: '["0","1"]' }, { payouts: [0, 10_000] }],
  [
    "void",
    { closed: true, outcomePrices: '["0.5","0.5"]', umaResolutionStatus: "resolved" },
    { payouts: [5_000, 5_000] },
  ],
  [
    "of the next protocol",
    { version: "v2", negRisk: true, positionIds: ["33", "44"], conditionId: `0x01${"ab".repeat(30)}00` },
    { kind: "v3", yes: "33", no: "44", conditionId: `0x01${"ab".repeat(30)}` },
  ],
  ["with position ids that mean nothing", { version: "v1", positionIds: ["33", "44"] }, { kind: "ctf", yes: "11" }],
] as const)("toChainMarket: default: a market %s", (_, changes, expected) => {
  const market = toChainMarket(row(changes));
  expect(market.ok && market.value).toMatchObject(expected);
});

test("toChainMarket: behavior: prices near the end prove no outcome", () => {
  const market = toChainMarket(row({ closed: true, outcomePrices: '["0.999","0.001"]' }));
  expect(market.ok && market.value.payouts).toBeUndefined();
});

test("toChainMarket: error: a market without tokens", () => {
  expect(toChainMarket(row({ clobTokenIds: null })).ok).toBe(false);
});

test("toChainSet: default: outcomes by the last byte of their questions", () => {
  const found = toChainSet(event());
  if (!found.ok) throw found.error;
  expect(found.value.set).toEqual({
    marketId: MARKET_ID,
    augmented: false,
    feeBips: 0,
    outcomes: [2, 0, 1].map((index) => ({ index, yes: `1${index}`, no: `2${index}` })),
  });
  expect(found.value.questions.get(1)).toBe("Is it 1?");
});

test.each([
  ["no set", { negRiskMarketID: null }, "bad_request", /no neg-risk set/],
  [
    "a question of another set",
    { markets: [row({ negRisk: true, questionID: `0x${"12".repeat(32)}` })] },
    "bad_request",
    /which outcome/,
  ],
  [
    "a set of the next protocol",
    { markets: [row({ version: "v2", positionIds: ["3", "4"] })] },
    "refused",
    /next protocol/,
  ],
] as const)("toChainSet: error: %s", (_, changes, code, message) => {
  const found = toChainSet(event(changes));
  expect(found.ok ? "found" : found.error.code).toBe(code);
  expect(found.ok ? "" : found.error.message).toMatch(message);
});

test("toChainSet: behavior: what is not said is unknown, not nothing", () => {
  const found = toChainSet(event({ negRiskFeeBips: null, negRiskAugmented: true }));
  expect(found.ok && [found.value.set.feeBips, found.value.set.augmented]).toEqual([undefined, true]);
});

test.skipIf(!hasFixtures())("toChainSet: default: a recorded augmented set", async () => {
  const recorded: unknown = JSON.parse(await readFixture("polymarket/gamma/nautilus-gamma_event.json"));
  const [first] = z.array(ChainEventRow).parse([recorded].flat());
  const found = toChainSet(first as ChainEventRow);
  if (!found.ok) throw found.error;
  expect(found.value.set.augmented).toBe(true);
  expect(found.value.set.outcomes.map(({ index }) => index)).toEqual([5, 7]);
});
