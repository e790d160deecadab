import { z } from "zod";
import { IdText, LooseNumber, unused } from "./wire-values.ts";

const Text = z.string().nullish();
const Flag = z.boolean().nullish();
const Num = LooseNumber.nullish();

/** What every series says of itself. */
export const SERIES_FIELDS = {
  id: IdText,
  slug: Text,
  ticker: Text,
  title: Text,
  description: Text,
  seriesType: Text,
  /** "daily", "weekly", "monthly", "5m" … */
  recurrence: Text,
  active: Flag,
  closed: Flag,
  archived: Flag,
  featured: Flag,
  restricted: Flag,
  startDate: Text,
  volume: Num,
  volume24hr: Num,
  liquidity: Num,
  commentCount: Num,
  ...unused(
    "$schema",
    "categories",
    "cgAssetName",
    "chats",
    "commentsEnabled",
    "competitive",
    "createdAt",
    "createdBy",
  ),
  ...unused(
    "icon",
    "image",
    "isTemplate",
    "layout",
    "new",
    "publishedAt",
    "pythTokenID",
    "requiresTranslation",
    "score",
  ),
  ...unused("subtitle", "templateVariables", "updatedAt", "updatedBy"),
} as const;

/** A series as an event mentions it: without its events. */
export const SeriesReference = z.object({ ...SERIES_FIELDS, ...unused("collections", "events", "tags") });
export type SeriesReference = z.infer<typeof SeriesReference>;
