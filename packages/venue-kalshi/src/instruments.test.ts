import { expect, test } from "bun:test";
import { priceTicks, sizeMicros } from "@augury/core";
import { computeFee, Instrument, InstrumentTable, isOnTick } from "@augury/model";
import { hasFixtures, readFixture } from "@augury/testkit";
import { toFeeSchedule } from "./fees.ts";
import { type KalshiMetadata, toInstrumentList, toInstruments } from "./instruments.ts";
import { toTickStructure } from "./price-ranges.ts";
import { toBookLevels } from "./rest/book-levels.ts";
import { KalshiEvent } from "./rest/event-schema.ts";
import { KalshiMarket } from "./rest/market-schema.ts";
import { OrderbookAnswer } from "./rest/orderbook-schema.ts";
import { KalshiSeries } from "./rest/series-schema.ts";

const linear = [{ start: "0.0000", end: "1.0000", step: "0.0100" }];

function metadata(more: { market?: object; event?: object; series?: object } = {}): KalshiMetadata {
  return {
    market: KalshiMarket.parse({
      ticker: "KXA-1",
      event_ticker: "KXA",
      status: "active",
      price_ranges: linear,
      ...more.market,
    }),
    event: KalshiEvent.parse({ event_ticker: "KXA", series_ticker: "KX", mutually_exclusive: false, ...more.event }),
    series: KalshiSeries.parse({ ticker: "KX", fee_type: "quadratic", fee_multiplier: 1, ...more.series }),
  };
}

function pairOf(more?: Parameters<typeof metadata>[0], exhaustive: string[] = []): [Instrument, Instrument] {
  const pair = toInstruments(metadata(more), { firstIndex: 4, exhaustiveEvents: new Set(exhaustive) });
  if (!pair.ok) throw pair.error;
  return pair.value;
}

test("toInstruments: default: YES owns the book, NO reads it", () => {
  const [yes, no] = pairOf({ market: { title: "Gold?", yes_sub_title: "Above", no_sub_title: "" } });
  expect(yes).toMatchObject({
    index: 4,
    mirrorIndex: 5,
    bookIndex: 4,
    outcome: "yes",
    outcomeName: "Above",
    title: "Gold?",
  });
  expect(no).toMatchObject({
    index: 5,
    mirrorIndex: 4,
    bookIndex: 4,
    outcome: "no",
    outcomeName: "No",
    venueId: "KXA-1",
  });
  expect(yes).toMatchObject({
    orderSizeMin: 10_000,
    sizeStep: 10_000,
    groupId: "",
    groupAugmented: false,
    negRisk: false,
  });
  expect(Instrument.parse(yes)).toEqual(yes);
});

test("toInstruments: behavior: an exclusive event is a group, complete only if a human said so", () => {
  const exclusive = { event: { mutually_exclusive: true } };
  expect(pairOf(exclusive)[0]).toMatchObject({ groupId: "KXA", groupAugmented: true });
  expect(pairOf(exclusive, ["KXA"])[1]).toMatchObject({ groupId: "KXA", groupAugmented: false });
});

test("toInstruments: behavior: fees by series, unless the event says otherwise", () => {
  expect(pairOf()[0].fees).toEqual({ rounding: "kalshi", takerPpm: 70_000, makerPpm: 0, exponent: 1 });
  expect(pairOf({ series: { fee_type: "quadratic_with_maker_fees", fee_multiplier: 0.5 } })[0].fees).toMatchObject({
    takerPpm: 35_000,
    makerPpm: 8_750,
  });
  expect(
    pairOf({ event: { fee_type_override: "quadratic_with_combo_maker_fees", fee_multiplier_override: 2 } })[0].fees,
  ).toMatchObject({
    takerPpm: 140_000,
    makerPpm: 70_000,
  });
  expect(pairOf({ event: { fee_multiplier_override: 0 } })[0].fees).toMatchObject({ takerPpm: 0, makerPpm: 0 });
});

test("toInstruments: error: no usable grid, or a fee without a formula", () => {
  const refused = (more: Parameters<typeof metadata>[0]) => {
    const pair = toInstruments(metadata(more), { firstIndex: 0 });
    return pair.ok ? "accepted" : pair.error.message;
  };
  expect(refused({ market: { price_ranges: [], price_level_structure: "" } })).toContain(
    'must have price_ranges, has the label ""',
  );
  expect(refused({ market: { price_ranges: null, price_level_structure: "linear_cent" } })).toContain("linear_cent");
  expect(refused({ series: { fee_type: "flat" } })).toContain('was "flat"');
  expect(refused({ series: { fee_type: "constructor" } })).toContain("constructor");
  expect(toFeeSchedule({ feeType: "quadratic", feeMultiplier: 1e9 }).ok).toBe(false);
});

test("toTickStructure: behavior: tapered bands are kept as they are, nonsense is refused", () => {
  const tapered = toTickStructure([
    { start: 0, end: 1000, step: 10 },
    { start: 1000, end: 9000, step: 100 },
    { start: 9000, end: 10_000, step: 10 },
  ]);
  expect([isOnTick(tapered ?? [], priceTicks(990)), isOnTick(tapered ?? [], priceTicks(1010))]).toEqual([true, false]);
  expect(toTickStructure([{ start: 0, end: 10_000, step: 0 }])).toBeUndefined();
  expect(toTickStructure([{ start: 5000, end: 5000, step: 1 }])).toBeUndefined();
  expect(
    toTickStructure([
      { start: 100, end: 200, step: 1 },
      { start: 0, end: 100, step: 1 },
    ]),
  ).toBeUndefined();
});

const skipped = test.skipIf(!hasFixtures());

async function json(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFixture(`kalshi/rest/${name}`));
}

skipped("toInstrumentList: recorded: real events with their markets and series", async () => {
  const { events } = (await json("cockpit-events_nfl_preseason.json")) as { events: { markets: unknown[] }[] };
  const series = metadata().series;
  const all = events.flatMap((event) =>
    event.markets.map((market) => ({ market: KalshiMarket.parse(market), event: KalshiEvent.parse(event), series })),
  );
  const list = toInstrumentList(all, { firstIndex: 0 });
  if (!list.ok) throw list.error;
  const table = new InstrumentTable(list.value.map((instrument) => Instrument.parse(instrument)));
  expect(table.size).toBe(all.length * 2);
  expect(table.booksOf("kalshi").length).toBe(all.length);
  expect(new Set(list.value.map(({ groupId }) => groupId)).size).toBe(events.length);
});

skipped(
  "KalshiMarket: recorded: dual-form, combo and settled markets parse; combos keep their finer grid",
  async () => {
    const dual = (await json("legacy-dual-market-2026-03-11.json")) as { market: unknown };
    expect(KalshiMarket.parse(dual.market).price_ranges).toEqual([{ start: "0.0000", end: "1.0000", step: "0.0100" }]);
    const combos = (await json("markets-combo-2026-06-21.json")) as { markets?: unknown[] } | unknown[];
    const markets = Array.isArray(combos) ? combos : (combos.markets ?? []);
    expect(markets.map((market) => KalshiMarket.parse(market).price_ranges?.[0]?.step)).toEqual(
      markets.map(() => "0.0010"),
    );
  },
);

skipped("toFeeSchedule: recorded: every real taker fill is recomputed to the unit", async () => {
  const file = (await json("cockpit-series_fee_fields.json")) as { payloads: Record<string, { series: unknown }> };
  const fills = JSON.stringify(await json("cockpit-portfolio_fills_redacted.json"));
  const terms = new Map(
    Object.values(file.payloads)
      .map(({ series }) => KalshiSeries.parse(series))
      .map((one) => [one.ticker, one]),
  );
  let checked = 0;
  for (const fill of findFills(JSON.parse(fills))) {
    const series = terms.get(fill.ticker.split("-")[0]);
    const fees = series && toFeeSchedule({ feeType: series.fee_type, feeMultiplier: series.fee_multiplier });
    if (!fees?.ok || !fill.is_taker) continue;
    const price = priceTicks(Math.round(Number(fill.yes_price_dollars) * 10_000));
    const size = sizeMicros(Math.round(Number(fill.count_fp) * 1e6));
    const fee = computeFee(fees.value, { price, size, side: "buy", liquidity: "taker" });
    expect([fill.ticker, fee as number]).toEqual([fill.ticker, Math.round(Number(fill.fee_cost) * 1e6)]);
    checked++;
  }
  expect(checked).toBeGreaterThan(5);
});

skipped("OrderbookAnswer: recorded: books over REST, also beside integers", async () => {
  const single = OrderbookAnswer.parse(
    ((await json("cockpit-market_single.json")) as { orderbook: unknown }).orderbook,
  );
  const levels = toBookLevels(single.orderbook_fp);
  expect(levels.ok && levels.value.no[0]).toEqual({ price: 100, size: 1_058_328_000_000 } as never);
  const dual = OrderbookAnswer.parse(await json("legacy-dual-orderbook-2026-03-11.json"));
  expect(dual.orderbook_fp.yes_dollars?.length).toBeGreaterThan(0);
});

interface Fill {
  readonly ticker: string;
  readonly is_taker: boolean;
  readonly yes_price_dollars: string;
  readonly count_fp: string;
  readonly fee_cost: string;
}

function findFills(value: unknown): Fill[] {
  if (typeof value !== "object" || value === null) return [];
  if ("fee_cost" in value) return [value as Fill];
  return Object.values(value).flatMap(findFills);
}
