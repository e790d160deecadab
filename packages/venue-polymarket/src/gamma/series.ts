import { defineApiMethod, word } from "@augury/net";
import { z } from "zod";
import { GammaSeries } from "./event-schema.ts";
import { OFFSET_PAGING } from "./paging.ts";
import { filterFlag, id, list, OFFSET_PAGE, ORDER, withOrder } from "./parameters.ts";

const REFERENCE = "polymarket.md section 13";
const Chat = { include_chat: filterFlag("With the series' chats.") };

export const series = defineApiMethod({
  name: "series",
  description: "Series: events that come again and again, such as a season or an hourly market.",
  endpoint: "GET /series",
  reference: REFERENCE,
  params: z.strictObject({
    slug: list("series, by slug"),
    closed: filterFlag("true: only closed series; false: only open ones."),
    recurrence: word().optional().describe("Only series that come again so often: daily, weekly, monthly."),
    categories_ids: list("categories, by number"),
    categories_labels: list("categories, by label"),
    ...Chat,
    ...ORDER,
    ...OFFSET_PAGE,
  }),
  example: { closed: false, limit: 3 },
  answer: z.array(GammaSeries),
  paging: OFFSET_PAGING,
  request: (params) => ({ path: "/series", query: withOrder(params) }),
});

export const seriesById = defineApiMethod({
  name: "series-by-id",
  description: "One series with its events by its number.",
  endpoint: "GET /series/{id}",
  reference: REFERENCE,
  params: z.strictObject({ id: id("series"), ...Chat }),
  example: { id: 10345 },
  answer: GammaSeries,
  request: ({ id: number, ...query }) => ({ path: `/series/${number}`, query }),
});
