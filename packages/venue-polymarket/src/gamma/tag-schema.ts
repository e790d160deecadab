import { z } from "zod";
import { IdText, unused } from "./wire-values.ts";

/** A tag of events and markets. */
export const Tag = z.object({
  id: IdText,
  label: z.string().nullish(),
  slug: z.string().nullish(),
  forceShow: z.boolean().nullish(),
  forceHide: z.boolean().nullish(),
  isCarousel: z.boolean().nullish(),
  activeEventsCount: z.int().nullish(),
  ...unused(
    "$schema",
    "createdAt",
    "createdBy",
    "publishedAt",
    "requiresTranslation",
    "templates",
    "updatedAt",
    "updatedBy",
  ),
});
export type Tag = z.infer<typeof Tag>;

/** One row of the relation between tags; the smaller the rank, the closer. */
export const TagRelation = z.object({
  id: IdText,
  tagID: z.int().nullish(),
  relatedTagID: z.int().nullish(),
  rank: z.int().nullish(),
});
export type TagRelation = z.infer<typeof TagRelation>;
