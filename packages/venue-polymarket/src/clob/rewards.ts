import { defineApiMethod, flag } from "@augury/net";
import { z } from "zod";
import { CURSOR_PAGING, cursor, cursorPage } from "./paging.ts";
import { conditionId, day, signatureType, walletAddress } from "./parameters.ts";
import { CurrentReward, MakerRebate, MarketReward, TotalEarning, UserEarning, UserReward } from "./reward-schema.ts";

const PUBLIC = { reference: "polymarket.md section 3" } as const;
const PRIVATE = { reference: "polymarket.md section 4", auth: "l2" } as const;
const EXAMPLE_DAY = "2026-11-20";
const OnDay = { date: day().describe("Day in UTC."), signature_type: signatureType() };

export const currentRewards = defineApiMethod({
  ...PUBLIC,
  name: "current-rewards",
  description: "What every market pays in liquidity rewards now, a page at a time.",
  endpoint: "GET /rewards/markets/current",
  params: z.strictObject({ next_cursor: cursor() }),
  example: {},
  answer: cursorPage(CurrentReward),
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/rewards/markets/current", query }),
});

export const marketRewards = defineApiMethod({
  ...PUBLIC,
  name: "market-rewards",
  description: "Present and coming liquidity rewards of a market, a page at a time.",
  endpoint: "GET /rewards/markets/{condition_id}",
  params: z.strictObject({ condition_id: conditionId().describe("Condition id of a market."), next_cursor: cursor() }),
  example: { condition_id: "0xdd22472e552920b8438158ea7238bfadfa4f736aa4cee91a6b86c39ead110917" },
  answer: cursorPage(MarketReward),
  paging: CURSOR_PAGING,
  request: ({ condition_id, next_cursor }) => ({ path: `/rewards/markets/${condition_id}`, query: { next_cursor } }),
});

export const currentRebates = defineApiMethod({
  ...PUBLIC,
  name: "current-rebates",
  description: "Fees that a maker got back on a day, by market.",
  endpoint: "GET /rebates/current",
  params: z.strictObject({
    date: day().describe("Day in UTC."),
    maker_address: walletAddress().describe("The maker's wallet."),
  }),
  example: { date: EXAMPLE_DAY, maker_address: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266" },
  answer: z.array(MakerRebate),
  request: (query) => ({ path: "/rebates/current", query }),
});

export const earnings = defineApiMethod({
  ...PRIVATE,
  name: "earnings",
  description: "Liquidity rewards that the account earned on a day, by market, a page at a time.",
  endpoint: "GET /rewards/user",
  params: z.strictObject({ ...OnDay, next_cursor: cursor() }),
  example: { date: EXAMPLE_DAY },
  answer: cursorPage(UserEarning),
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/rewards/user", query }),
});

export const totalEarnings = defineApiMethod({
  ...PRIVATE,
  name: "total-earnings",
  description: "Liquidity rewards that the account earned on a day, by asset.",
  endpoint: "GET /rewards/user/total",
  params: z.strictObject(OnDay),
  example: { date: EXAMPLE_DAY },
  answer: z.array(TotalEarning),
  request: (query) => ({ path: "/rewards/user/total", query }),
});

export const rewardPercentages = defineApiMethod({
  ...PRIVATE,
  name: "reward-percentages",
  description: "The account's present share of each market's liquidity rewards, in percent by condition id.",
  endpoint: "GET /rewards/user/percentages",
  params: z.strictObject({ signature_type: signatureType() }),
  example: {},
  answer: z.record(z.string(), z.number()),
  request: (query) => ({ path: "/rewards/user/percentages", query }),
});

export const userRewards = defineApiMethod({
  ...PRIVATE,
  name: "user-rewards",
  description: "Markets that pay liquidity rewards, with what the account earns on each, a page at a time.",
  endpoint: "GET /rewards/user/markets",
  params: z.strictObject({
    ...OnDay,
    next_cursor: cursor(),
    order_by: z.string().max(64).default("").describe("Field to sort by."),
    position: z.string().max(64).default("").describe("ASC or DESC."),
    no_competition: flag().default(false).describe("Only markets where nobody else quotes."),
  }),
  example: { date: EXAMPLE_DAY },
  answer: cursorPage(UserReward),
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/rewards/user/markets", query }),
});
