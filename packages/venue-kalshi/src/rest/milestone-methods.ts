import { type AnyApiMethod, defineApiMethod, wholeNumber, word } from "@augury/net";
import { z } from "zod";
import { MilestoneAnswer, MilestonesAnswer } from "./milestone-schema.ts";
import { byCursor, eventTicker, pageOf, segment, unixSeconds } from "./parameters.ts";

export const listMilestones = defineApiMethod({
  name: "milestones",
  description: "What happens in the world that events are about.",
  endpoint: "GET /milestones",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    limit: wholeNumber(1, 500).default(100).describe("Items per page, at most 500; the venue wants it said."),
    cursor: pageOf(500).cursor,
    minimum_start_date: z.iso.datetime({ offset: true }).optional().describe("Not before this time, in RFC 3339."),
    category: z.string().trim().min(1).max(128).optional().describe("A category, such as Sports."),
    competition: z.string().trim().min(1).max(128).optional().describe("A competition, such as Pro Football."),
    source_id: word().optional().describe("Its id at the source."),
    type: word().optional().describe("A kind, such as football_game."),
    related_event_ticker: eventTicker("Only what this event is about.").optional(),
    min_updated_ts: unixSeconds("Only what has changed since, in Unix seconds; trading is no change.").optional(),
  }),
  example: { limit: 50, category: "Sports" },
  answer: MilestonesAnswer,
  paging: byCursor("milestones"),
  request: (query) => ({ path: "/milestones", query }),
});

export const readMilestone = defineApiMethod({
  name: "milestone",
  description: "One milestone.",
  endpoint: "GET /milestones/{milestone_id}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    milestone_id: word().describe("Id of the milestone."),
  }),
  example: { milestone_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: MilestoneAnswer,
  request: ({ milestone_id }) => ({ path: `/milestones/${segment(milestone_id)}` }),
});

/** Milestones. */
export const MILESTONE_METHODS: readonly AnyApiMethod[] = [listMilestones, readMilestone];
