import { type AnyApiMethod, defineApiMethod, wholeNumber, word, wordList } from "@augury/net";
import { z } from "zod";
import {
  FiltersBySport,
  IncentiveProgramsAnswer,
  StructuredTargetAnswer,
  StructuredTargetsAnswer,
  TagsByCategory,
} from "./discovery-schema.ts";
import { byCursor, byNextCursor, pageOf, segment } from "./parameters.ts";

export const structuredTargets = defineApiMethod({
  name: "structured-targets",
  description: "Things that markets are about: teams, players, places.",
  endpoint: "GET /structured_targets",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    ids: wordList(200).optional().describe("Only these ids, separated by commas."),
    type: word().optional().describe("A kind, such as football_team."),
    competition: z.string().trim().min(1).max(128).optional().describe("A league, conference or tour."),
    page_size: wholeNumber(1, 2000).optional().describe("Items per page, at most 2000."),
    cursor: pageOf(2000).cursor,
  }),
  example: { type: "football_team", page_size: 50 },
  answer: StructuredTargetsAnswer,
  paging: byCursor("structured_targets"),
  request: (query) => ({ path: "/structured_targets", query }),
});

export const structuredTarget = defineApiMethod({
  name: "structured-target",
  description: "One of them.",
  endpoint: "GET /structured_targets/{structured_target_id}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    structured_target_id: word().describe("Its id."),
  }),
  example: { structured_target_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: StructuredTargetAnswer,
  request: ({ structured_target_id }) => ({ path: `/structured_targets/${segment(structured_target_id)}` }),
});

export const filtersBySport = defineApiMethod({
  name: "filters-by-sport",
  description: "Words to search sports with.",
  endpoint: "GET /search/filters_by_sport",
  reference: "kalshi.md section 8",
  params: z.strictObject({}),
  example: {},
  answer: FiltersBySport,
  request: () => ({ path: "/search/filters_by_sport" }),
});

export const tagsByCategory = defineApiMethod({
  name: "tags-by-category",
  description: "Tags of every category of series.",
  endpoint: "GET /search/tags_by_categories",
  reference: "kalshi.md section 8",
  params: z.strictObject({}),
  example: {},
  answer: TagsByCategory,
  request: () => ({ path: "/search/tags_by_categories" }),
});

export const incentivePrograms = defineApiMethod({
  name: "incentive-programs",
  description: "Rewards for liquidity and volume.",
  endpoint: "GET /incentive_programs",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    status: z
      .enum(["all", "active", "upcoming", "closed", "paid_out"])
      .optional()
      .describe("Only programs in this state: all, active, upcoming, closed or paid_out."),
    type: z
      .enum(["all", "liquidity", "volume", "margin_maker_volume", "margin_taker_volume"])
      .optional()
      .describe("Only programs of this kind: all, liquidity, volume, margin_maker_volume or margin_taker_volume."),
    incentive_description: z.string().trim().min(1).max(256).optional().describe("Exactly this description."),
    ...pageOf(10000),
  }),
  example: { status: "active" },
  answer: IncentiveProgramsAnswer,
  paging: byNextCursor("incentive_programs"),
  request: (query) => ({ path: "/incentive_programs", query }),
});

/** What helps to find markets. */
export const DISCOVERY_METHODS: readonly AnyApiMethod[] = [
  structuredTargets,
  structuredTarget,
  filtersBySport,
  tagsByCategory,
  incentivePrograms,
];
