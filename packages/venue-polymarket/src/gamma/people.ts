import { defineApiMethod, flag, wholeNumber, word } from "@augury/net";
import { z } from "zod";
import { walletAddress } from "../clob/parameters.ts";
import { filterFlag, list, without } from "./parameters.ts";
import { PublicProfile, SearchAnswer } from "./people-schema.ts";

const REFERENCE = "polymarket.md section 13";

export const search = defineApiMethod({
  name: "search",
  description: "Events, tags and profiles that a text is found in.",
  endpoint: "GET /public-search",
  reference: REFERENCE,
  params: z.strictObject({
    q: z.string().trim().min(1, { error: "must be a text to search for" }).max(200).describe("What to search for."),
    limit_per_type: wholeNumber(1, 100).default(10).describe("Most events, tags and profiles of a page, each."),
    page: wholeNumber(1, 10_000).default(1).describe("Which page."),
    search_tags: flag().default(true).describe("Tags, too."),
    search_profiles: flag().default(false).describe("Profiles, too."),
    events_status: word().optional().describe("Only events that stand so: active, resolved."),
    events_tag: list("tags, by slug"),
    exclude_tag_id: without("what has one of these tags, by number"),
    keep_closed_markets: z
      .union([z.literal([0, 1]), z.enum(["0", "1"]).transform(Number)])
      .optional()
      .describe("1: closed markets, too."),
    sort: z
      .enum(["volume", "volume_24hr", "liquidity", "competitive", "closed_time", "start_date", "end_date"])
      .optional()
      .describe("Sorted by volume, volume_24hr, liquidity, competitive, closed_time, start_date or end_date."),
    ascending: filterFlag("Smallest first."),
    recurrence: word().optional().describe("Only events that come again so often: daily, weekly, monthly."),
    cache: filterFlag("false: not from Gamma's cache."),
    optimized: filterFlag("With fewer fields."),
  }),
  example: { q: "bitcoin", limit_per_type: 3 },
  answer: SearchAnswer,
  paging: {
    next: ({ pagination }, { page }) => (pagination?.hasMore === true ? { page: page + 1 } : undefined),
    items: ({ events, tags, profiles }) => [
      ...(events ?? []),
      ...(tags ?? []),
      ...(profiles ?? []).filter((one) => one !== null),
    ],
  },
  request: (query) => ({ path: "/public-search", query, budgetClass: "search" }),
});

export const publicProfile = defineApiMethod({
  name: "public-profile",
  description: "The public side of an account: name, badge, links.",
  endpoint: "GET /public-profile",
  reference: REFERENCE,
  params: z.strictObject({ address: walletAddress().describe("The account's address: proxy wallet or signer.") }),
  example: { address: "0x56687bf447db6ffa42ffe2204a05edaa20f55839" },
  answer: PublicProfile,
  request: (query) => ({ path: "/public-profile", query }),
});
