import { z } from "zod";

const Cursor = z.object({ source: z.string(), block: z.int(), behind_max: z.int() });

/** How old what the Data API serves is. */
export const ServiceStatus = z.object({
  computed_at: z.string(),
  age_seconds: z.int(),
  serving: z.object({
    lag_seconds: z.int().nullish(),
    worst: z.string().nullish(),
    mechanisms: z.array(z.object({ name: z.string(), age_seconds: z.int(), blocks_behind: z.int().nullish() })),
  }),
  ingestion: z.object({
    chain_id: z.int(),
    network: z.string().nullish(),
    cursors: z.int(),
    max_synced_block: z.int().nullish(),
    min_synced_block: z.int().nullish(),
    most_lagged: Cursor.nullish(),
    lagging: z.array(Cursor),
  }),
});
