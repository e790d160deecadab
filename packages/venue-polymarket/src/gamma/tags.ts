import { defineApiMethod } from "@augury/net";
import { z } from "zod";
import { OFFSET_PAGING } from "./paging.ts";
import { filterFlag, id, OFFSET_PAGE, ORDER, slug, withOrder } from "./parameters.ts";
import { Tag, TagRelation } from "./tag-schema.ts";

const REFERENCE = "polymarket.md section 13";
const budgetClass = "tags";
const Template = { include_template: filterFlag("With the tag's templates.") };
const Relations = {
  status: z
    .enum(["active", "closed", "all"])
    .optional()
    .describe("Only relatives with such events: active, closed, all."),
  omit_empty: filterFlag("Without relatives that have no event."),
};

export const tags = defineApiMethod({
  name: "tags",
  description: "All tags.",
  endpoint: "GET /tags",
  reference: REFERENCE,
  params: z.strictObject({
    is_carousel: filterFlag("Only tags shown in the web site's carousel."),
    ...Template,
    ...ORDER,
    ...OFFSET_PAGE,
  }),
  example: { limit: 5 },
  answer: z.array(Tag),
  paging: OFFSET_PAGING,
  request: (params) => ({ path: "/tags", query: withOrder(params), budgetClass }),
});

export const tag = defineApiMethod({
  name: "tag",
  description: "One tag by its number.",
  endpoint: "GET /tags/{id}",
  reference: REFERENCE,
  params: z.strictObject({ id: id("tag"), ...Template }),
  example: { id: 21 },
  answer: Tag,
  request: ({ id: number, ...query }) => ({ path: `/tags/${number}`, query, budgetClass }),
});

export const tagBySlug = defineApiMethod({
  name: "tag-by-slug",
  description: "One tag by its slug.",
  endpoint: "GET /tags/slug/{slug}",
  reference: REFERENCE,
  params: z.strictObject({ slug: slug("tag"), ...Template }),
  example: { slug: "crypto" },
  answer: Tag,
  request: ({ slug: word, ...query }) => ({ path: `/tags/slug/${encodeURIComponent(word)}`, query, budgetClass }),
});

export const tagRelations = defineApiMethod({
  name: "tag-relations",
  description: "How a tag is related to others: rows of two numbers and a rank.",
  endpoint: "GET /tags/{id}/related-tags",
  reference: REFERENCE,
  params: z.strictObject({ id: id("tag"), ...Relations }),
  example: { id: 21 },
  answer: z.array(TagRelation),
  request: ({ id: number, ...query }) => ({ path: `/tags/${number}/related-tags`, query, budgetClass }),
});

export const tagRelationsBySlug = defineApiMethod({
  name: "tag-relations-by-slug",
  description: "How the tag of a slug is related to others: rows of two numbers and a rank.",
  endpoint: "GET /tags/slug/{slug}/related-tags",
  reference: REFERENCE,
  params: z.strictObject({ slug: slug("tag"), ...Relations }),
  example: { slug: "crypto" },
  answer: z.array(TagRelation),
  request: ({ slug: word, ...query }) => ({
    path: `/tags/slug/${encodeURIComponent(word)}/related-tags`,
    query,
    budgetClass,
  }),
});

export const relatedTags = defineApiMethod({
  name: "related-tags",
  description: "The tags that are related to a tag.",
  endpoint: "GET /tags/{id}/related-tags/tags",
  reference: REFERENCE,
  params: z.strictObject({ id: id("tag"), ...Relations }),
  example: { id: 21 },
  answer: z.array(Tag),
  request: ({ id: number, ...query }) => ({ path: `/tags/${number}/related-tags/tags`, query, budgetClass }),
});

export const relatedTagsBySlug = defineApiMethod({
  name: "related-tags-by-slug",
  description: "The tags that are related to the tag of a slug.",
  endpoint: "GET /tags/slug/{slug}/related-tags/tags",
  reference: REFERENCE,
  params: z.strictObject({ slug: slug("tag"), ...Relations }),
  example: { slug: "crypto" },
  answer: z.array(Tag),
  request: ({ slug: word, ...query }) => ({
    path: `/tags/slug/${encodeURIComponent(word)}/related-tags/tags`,
    query,
    budgetClass,
  }),
});
