import { expect, test } from "bun:test";
import { findUnknownFields } from "@augury/net";
import { hasFixtures, readFixture } from "@augury/testkit";
import { z } from "zod";
import { RestBook } from "../schema.ts";
import { BalanceAllowance } from "./balance.ts";
import { book, feeRate } from "./books.ts";
import { pricesHistory } from "./history.ts";
import { clobMarket, market } from "./markets.ts";
import { CancelAnswer, OpenOrder, PlacementAnswer, SignedOrder } from "./order-schema.ts";
import { order, orders } from "./orders.ts";
import { lastTradePrice, midpoint, spread } from "./prices.ts";
import { readPlacement } from "./read-placement.ts";
import { time } from "./status.ts";
import { Trade } from "./trade-schema.ts";
import { trades } from "./trades.ts";

/** Which schema each recorded answer must fit. */
const SCHEMA_OF: Readonly<Record<string, z.ZodType>> = {
  "book-2026-01-04": book.answer,
  "book-2026-06-22": book.answer,
  "book-2026-07-28-eth-15m-down": book.answer,
  "book-2026-07-28-eth-15m-up": book.answer,
  "clob-markets-2026-07-28-eth-15m": clobMarket.answer,
  "nautilus-clob_fee_rate_response_nonzero": feeRate.answer,
  "nautilus-clob_market_closed_binary_accepting_true": market.answer,
  "nautilus-http_balance_allowance_collateral": BalanceAllowance,
  "nautilus-http_batch_cancel_response": CancelAnswer,
  "nautilus-http_cancel_response_failed": CancelAnswer,
  "nautilus-http_cancel_response_ok": CancelAnswer,
  "nautilus-http_open_order": OpenOrder,
  "nautilus-http_open_orders_page": orders.answer,
  "nautilus-http_order_response_failed": PlacementAnswer,
  "nautilus-http_order_response_ok": PlacementAnswer,
  "nautilus-http_signed_order": SignedOrder,
  "nautilus-http_trade_report": Trade,
  "nautilus-http_trades_page": trades.answer,
  "prices-history-2026-06": pricesHistory.answer,
};

async function readJson(name: string): Promise<unknown> {
  return JSON.parse(await readFixture(`polymarket/clob/${name}.json`));
}

test.skipIf(!hasFixtures()).each(Object.keys(SCHEMA_OF))(
  "fixtures: %s fits its schema, unknown fields none",
  async (name) => {
    const json = await readJson(name);
    const schema = SCHEMA_OF[name] as z.ZodType;
    expect(schema.safeParse(json).error?.issues ?? []).toEqual([]);
    expect(findUnknownFields(schema, json).map(({ path }) => path)).toEqual([]);
  },
);

const Validation = z.object({
  results: z.array(z.object({ url: z.url(), status: z.number(), sampleData: z.unknown() })),
});
const SCHEMA_OF_PATH: Readonly<Record<string, z.ZodType>> = {
  "/midpoint": midpoint.answer,
  "/spread": spread.answer,
  "/book": RestBook,
  "/last-trade-price": lastTradePrice.answer,
  "/prices-history": pricesHistory.answer,
  "/time": time.answer,
};

test.skipIf(!hasFixtures())("fixtures: the six recorded calls of the CLOB fit their schemas", async () => {
  const { results } = Validation.parse(await readJson("api-validation-2026-06-20"));
  const clob = results.filter(({ url }) => new URL(url).host === "clob.polymarket.com");
  expect(clob.map(({ url }) => new URL(url).pathname).toSorted()).toEqual(Object.keys(SCHEMA_OF_PATH).toSorted());
  for (const { url, sampleData } of clob) {
    const schema = SCHEMA_OF_PATH[new URL(url).pathname] as z.ZodType;
    expect([url, schema.safeParse(sampleData).error?.issues ?? []]).toEqual([url, []]);
  }
});

test.skipIf(!hasFixtures())(
  "fixtures: behavior: a refused placement is one, an accepted one without a status is to be asked for",
  async () => {
    const refused = readPlacement(PlacementAnswer.parse(await readJson("nautilus-http_order_response_failed")));
    expect(refused.ok ? "" : [refused.error.code, refused.error.retry, refused.error.message]).toEqual([
      "rejected",
      "never",
      "the venue refused the order: Insufficient balance",
    ]);
    const accepted = readPlacement(PlacementAnswer.parse(await readJson("nautilus-http_order_response_ok")));
    expect(accepted.ok ? "" : accepted.error.retry).toBe("resync");
  },
);

test("order: behavior: an empty body is an order that lives no more, a broken one is an error", () => {
  expect(order.answer.safeParse("").data).toBeNull();
  expect(order.answer.safeParse("null").data).toBeNull();
  expect(order.answer.safeParse("{").success).toBe(false);
  expect(order.answer.safeParse("{}").error?.issues[0]?.path).toEqual(["id"]);
});

test("Trade, OpenOrder: behavior: a status may come with a prefix, an unknown one of a trade is an error", () => {
  const status = (text: string) => Trade.shape.status.safeParse(text);
  expect(status("TRADE_STATUS_MINED").data).toBe("MINED");
  expect(status("MATCHED_NOT_BROADCASTED").data).toBe("MATCHED_NOT_BROADCASTED");
  expect(status("DONE").success).toBe(false);
  expect(OpenOrder.shape.status.parse("ORDER_STATUS_LIVE")).toBe("LIVE");
});
