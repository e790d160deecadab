import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { CURSOR_PAGING, cursor, cursorPage } from "./paging.ts";
import { TradeFilter } from "./trade-filter.ts";
import { Trade } from "./trade-schema.ts";

export const trades = defineApiMethod({
  name: "trades",
  description: "Trades of the account, as taker and as maker, a page at a time.",
  endpoint: "GET /data/trades",
  reference: "polymarket.md section 4",
  params: z.strictObject({ ...TradeFilter, next_cursor: cursor() }),
  example: {},
  answer: cursorPage(Trade),
  auth: "l2",
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/data/trades", query, budgetClass: "ledger" }),
});
