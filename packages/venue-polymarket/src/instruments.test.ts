import { expect, test } from "bun:test";
import { InstrumentTable } from "@augury/model";
import { fixturePath, hasFixtures, readFixture } from "@augury/testkit";
import { tokenId } from "./feed-rig.ts";
import { EventRow } from "./gamma/market-row.ts";
import { MarketTerms } from "./gamma/market-terms.ts";
import { toInstruments } from "./instruments.ts";
import { ClobMarket } from "./schema.ts";

const gamma = {
  conditionId: "0xabc",
  question: "Will it?",
  clobTokenIds: JSON.stringify([tokenId(0, 0), tokenId(0, 1)]),
  outcomes: '["Up", "Down"]',
  orderPriceMinTickSize: 0.01,
  orderMinSize: 5,
  enableOrderBook: true,
  negRisk: false,
  feesEnabled: true,
  feeSchedule: { rate: 0.07, exponent: 1, takerOnly: true },
};

function marketOf(fields: object = {}): MarketTerms {
  return MarketTerms.parse({ ...gamma, ...fields });
}

test("toInstruments: default: two tokens that mirror each other", () => {
  const result = toInstruments(marketOf(), { firstIndex: 4 });
  if (!result.ok) throw result.error;
  const [up, down] = result.value;
  expect(up).toMatchObject({
    index: 4,
    mirrorIndex: 5,
    bookIndex: 4,
    outcome: "yes",
    outcomeName: "Up",
    venueId: tokenId(0, 0),
  });
  expect(down).toMatchObject({ index: 5, mirrorIndex: 4, bookIndex: 5, outcome: "no", outcomeName: "Down" });
  expect(up).toMatchObject({
    ticks: [{ start: 0, end: 10_000, step: 100 }],
    orderSizeMin: 5_000_000,
    sizeStep: 10_000,
    fees: { rounding: "polymarket", takerPpm: 70_000, makerPpm: 0, exponent: 1 },
    groupId: "",
    groupAugmented: false,
  });
});

test("toInstruments: behavior: the CLOB's word goes before Gamma's", () => {
  const clob = ClobMarket.parse({
    c: "0xabc",
    t: [],
    mts: 0.001,
    mos: "15",
    nr: true,
    fd: { r: 0.05, e: 1, to: true },
  });
  const result = toInstruments(marketOf(), { firstIndex: 0, clob });
  expect(result.ok && result.value[0]).toMatchObject({
    ticks: [{ step: 10 }],
    orderSizeMin: 15_000_000,
    negRisk: true,
    fees: { takerPpm: 50_000 },
  });
});

test("toInstruments: behavior: a neg-risk set counts as complete only when its event says so", () => {
  const market = marketOf({ negRisk: true, negRiskMarketID: "0xset" });
  const alone = toInstruments(market, { firstIndex: 0 });
  expect(alone.ok && alone.value[0]).toMatchObject({ groupId: "0xset", groupAugmented: true });
  const whole = toInstruments(market, { firstIndex: 0, group: { id: "0xset", isComplete: true } });
  expect(whole.ok && whole.value[0]).toMatchObject({ groupId: "0xset", groupAugmented: false });
});

test("toInstruments: behavior: version v2 trades its position ids, v1 never", () => {
  const positionIds = [tokenId(9, 0), tokenId(9, 1)];
  const v1 = toInstruments(marketOf({ positionIds }), { firstIndex: 0 });
  expect(v1.ok && v1.value[0].venueId).toBe(tokenId(0, 0));
  const v2 = toInstruments(marketOf({ positionIds, version: "v2" }), { firstIndex: 0 });
  expect(v2.ok && v2.value[0].venueId).toBe(tokenId(9, 0));
  expect([v1, v2].map((one) => one.ok && one.value[0].domainVersion)).toEqual(["2", "3"]);
});

test("toInstruments: error: markets that cannot be followed say why and whether to wait", () => {
  const errorOf = (fields: object) => {
    const result = toInstruments(marketOf(fields), { firstIndex: 0 });
    return result.ok ? "ok" : `${result.error.code} ${result.error.retry}`;
  };
  expect(errorOf({ closed: true })).toBe("rejected never");
  expect(errorOf({ enableOrderBook: false })).toBe("rejected never");
  expect(errorOf({ clobTokenIds: "[]" })).toBe("not_found backoff");
  expect(errorOf({ clobTokenIds: null })).toBe("not_found backoff");
  expect(errorOf({ orderPriceMinTickSize: 0.03 })).toBe("not_found backoff");
  expect(errorOf({ feeSchedule: null })).toBe("rejected never");
  expect(errorOf({ feeSchedule: { rate: 0.07, exponent: 9 } })).toBe("rejected never");
  expect(errorOf({ feesEnabled: false, feeSchedule: null })).toBe("ok");
});

test("toInstruments: behavior: lists as texts or lists, numbers as texts, three spellings of neg-risk", () => {
  const odd = marketOf({
    clobTokenIds: [tokenId(0, 0), tokenId(0, 1)],
    outcomes: ["Up", "Down"],
    orderPriceMinTickSize: "0.001",
    orderMinSize: "15",
    negRisk: null,
    negativeRisk: true,
    negRiskMarketID: "0xset",
  });
  const result = toInstruments(odd, { firstIndex: 0 });
  expect(result.ok && result.value[1]).toMatchObject({
    venueId: tokenId(0, 1),
    outcomeName: "Down",
    ticks: [{ step: 10 }],
    orderSizeMin: 15_000_000,
    negRisk: true,
    groupId: "0xset",
  });
});

test("toInstruments: behavior: the end, where Gamma names one that can be read", () => {
  const endOf = (endDate: string | null) => {
    const result = toInstruments(marketOf({ endDate }), { firstIndex: 0 });
    return result.ok && result.value[0].endTimeMs;
  };
  expect(endOf("2026-07-24T00:05:00Z")).toBe(Date.UTC(2026, 6, 24, 0, 5));
  expect([endOf(null), endOf("soon")]).toEqual([undefined, undefined]);
});

test("toInstruments: behavior: says when an outcome has been proposed or disputed", () => {
  const stateOf = (fields: object) => {
    const result = toInstruments(marketOf(fields), { firstIndex: 0 });
    return result.ok && result.value.map(({ resolution }) => resolution);
  };
  expect(stateOf({ umaResolutionStatus: "proposed" })).toEqual(["proposed", "proposed"]);
  expect(stateOf({ umaResolutionStatuses: '["proposed", "disputed"]' })).toEqual(["disputed", "disputed"]);
  expect(stateOf({})).toEqual([undefined, undefined]);
});

test("MarketTerms: error: names the field", () => {
  const parsed = MarketTerms.safeParse({ ...gamma, outcomes: "[1" });
  expect(parsed.error?.issues).toMatchObject([{ path: ["outcomes"] }]);
});

test.skipIf(!hasFixtures())(
  "toInstruments: behavior: the recorded 15-minute market, fee and tick from the CLOB",
  async () => {
    const clob = ClobMarket.parse(
      await Bun.file(fixturePath("polymarket/clob/clob-markets-2026-07-28-eth-15m.json")).json(),
    );
    const market = marketOf({ clobTokenIds: clob.t.map(({ t }) => t), feesEnabled: null, feeSchedule: null });
    const result = toInstruments(market, { firstIndex: 0, clob });
    expect(result.ok && result.value[1]).toMatchObject({
      venueId: clob.t[1].t,
      negRisk: false,
      fees: { takerPpm: 70_000 },
    });
  },
);

test.skipIf(!hasFixtures())(
  "toInstruments: behavior: every recorded Gamma market parses, and gives instruments or a reason",
  async () => {
    const markets: MarketTerms[] = [];
    for (const name of ["events-2026-01", "event-crypto-updown-2026-06", "nautilus-gamma_event"]) {
      const events: unknown = await Bun.file(fixturePath(`polymarket/gamma/${name}.json`)).json();
      for (const event of Array.isArray(events) ? events : [events])
        for (const row of EventRow.parse(event).markets ?? []) {
          if (!row.ok) throw row.error;
          markets.push(row.value);
        }
    }
    const list: unknown[] = await Bun.file(fixturePath("polymarket/gamma/markets-2026-06.json")).json();
    const day = (await readFixture("polymarket/gamma/btc-5m-markets-2026-07-24.jsonl.gz")).trim().split("\n");
    for (const raw of [...list, ...day.map((line) => JSON.parse(line).raw)]) markets.push(MarketTerms.parse(raw));
    const counts: Record<string, number> = {};
    const instruments = [];
    for (const market of markets) {
      const result = toInstruments(market, { firstIndex: instruments.length });
      const outcome = result.ok ? "ok" : result.error.code;
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (result.ok) instruments.push(...result.value);
    }
    expect(new InstrumentTable(instruments).size).toBe(instruments.length);
    expect(counts.ok).toBeGreaterThan(7);
    expect(counts.rejected).toBeGreaterThan(290);
  },
);
