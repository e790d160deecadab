import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { EVENT_FILTERS } from "./event-filters.ts";
import { GammaEvent } from "./event-schema.ts";
import { nextCursor, OFFSET_PAGING } from "./paging.ts";
import { filterFlag, id, KEYSET_PAGE, OFFSET_PAGE, ORDER, slug, withOrder } from "./parameters.ts";
import { Tag } from "./tag-schema.ts";

const REFERENCE = "polymarket.md section 13";
const Extras = {
  include_chat: filterFlag("With the event's chats."),
  include_template: filterFlag("With the event's templates."),
};

export const events = defineApiMethod({
  name: "events",
  description: "Events with their markets by number, slug, tag, date, volume …",
  endpoint: "GET /events",
  reference: REFERENCE,
  params: z.strictObject({ ...EVENT_FILTERS, ...Extras, ...ORDER, ...OFFSET_PAGE }),
  example: { closed: false, order: "volume24hr", ascending: false, limit: 3 },
  answer: z.array(GammaEvent),
  paging: OFFSET_PAGING,
  request: (params) => ({ path: "/events", query: withOrder(params), budgetClass: "events" }),
});

export const eventsKeyset = defineApiMethod({
  name: "events-keyset",
  description: "The same events page by page with a cursor, so that none is missed while others come and go.",
  endpoint: "GET /events/keyset",
  reference: REFERENCE,
  params: z.strictObject({ ...EVENT_FILTERS, ...ORDER, ...KEYSET_PAGE }),
  example: { closed: false, limit: 3 },
  answer: z.object({ events: z.array(GammaEvent), next_cursor: z.string().nullish(), $schema: z.unknown().optional() }),
  paging: { next: ({ next_cursor }) => nextCursor(next_cursor), items: (page) => page.events },
  request: (params) => ({ path: "/events/keyset", query: withOrder(params), budgetClass: "events" }),
});

export const event = defineApiMethod({
  name: "event",
  description: "One event with its markets by its number.",
  endpoint: "GET /events/{id}",
  reference: REFERENCE,
  params: z.strictObject({ id: id("event"), ...Extras }),
  example: { id: 16167 },
  answer: GammaEvent,
  request: ({ id: number, ...query }) => ({ path: `/events/${number}`, query, budgetClass: "events" }),
});

export const eventBySlug = defineApiMethod({
  name: "event-by-slug",
  description: "One event with its markets by its slug.",
  endpoint: "GET /events/slug/{slug}",
  reference: REFERENCE,
  params: z.strictObject({ slug: slug("event"), ...Extras }),
  example: { slug: "fed-decision-in-december" },
  answer: GammaEvent,
  request: ({ slug: word, ...query }) => ({
    path: `/events/slug/${encodeURIComponent(word)}`,
    query,
    budgetClass: "events",
  }),
});

export const eventTags = defineApiMethod({
  name: "event-tags",
  description: "The tags of an event.",
  endpoint: "GET /events/{id}/tags",
  reference: REFERENCE,
  params: z.strictObject({ id: id("event") }),
  example: { id: 16167 },
  answer: z.array(Tag),
  request: ({ id: number }) => ({ path: `/events/${number}/tags`, budgetClass: "events" }),
});
