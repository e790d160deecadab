import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { walletAddress } from "../clob/parameters.ts";
import { COMMENT_PAGING, OFFSET_PAGING } from "./paging.ts";
import { filterFlag, id, OFFSET_PAGE, ORDER, withOrder } from "./parameters.ts";
import { Comment } from "./people-schema.ts";

const REFERENCE = "polymarket.md section 13";
const budgetClass = "comments";
const Positions = { get_positions: filterFlag("With what the writers hold.") };

export const comments = defineApiMethod({
  name: "comments",
  description: "Comments on an event or a series with their replies; limit and offset count without the replies.",
  endpoint: "GET /comments",
  reference: REFERENCE,
  params: z.strictObject({
    parent_entity_type: z
      .enum(["Event", "Series", "PerpsAsset"])
      .describe("What was commented on: Event, Series, PerpsAsset."),
    parent_entity_id: id("event or series"),
    holders_only: filterFlag("Only writers that hold a position."),
    ...Positions,
    ...ORDER,
    ...OFFSET_PAGE,
  }),
  example: { parent_entity_type: "Event", parent_entity_id: 16167, limit: 5 },
  answer: z.array(Comment),
  paging: COMMENT_PAGING,
  request: (params) => ({ path: "/comments", query: withOrder(params), budgetClass }),
});

export const comment = defineApiMethod({
  name: "comment",
  description: "The thread that a comment belongs to: the first comment and every reply.",
  endpoint: "GET /comments/{id}",
  reference: REFERENCE,
  params: z.strictObject({ id: id("comment"), ...Positions }),
  example: { id: 3218542 },
  answer: z.array(Comment),
  request: ({ id: number, ...query }) => ({ path: `/comments/${number}`, query, budgetClass }),
});

export const commentsByUser = defineApiMethod({
  name: "comments-by-user",
  description: "The comments of one account.",
  endpoint: "GET /comments/user_address/{user_address}",
  reference: REFERENCE,
  params: z.strictObject({
    user_address: walletAddress().describe("The account's address."),
    ...ORDER,
    ...OFFSET_PAGE,
  }),
  example: { user_address: "0x56687bf447db6ffa42ffe2204a05edaa20f55839", limit: 5 },
  answer: z.array(Comment),
  paging: OFFSET_PAGING,
  request: ({ user_address, ...params }) => ({
    path: `/comments/user_address/${user_address}`,
    query: withOrder(params),
    budgetClass,
  }),
});
