import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { z } from "zod";
import { askEngine } from "../api/ask-engine.ts";

/** One unknown field, as an engine or a probe saw it. */
export const DriftField = z.object({
  source: z.string(),
  endpoint: z.string(),
  path: z.string(),
  type: z.string(),
  count: z.number(),
});
export type DriftField = z.infer<typeof DriftField>;

const DriftAnswer = z.object({ total: z.number(), shed: z.number(), fields: z.array(DriftField) });

export interface EngineDriftQuery {
  readonly source?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly limit: number;
}

/** Asks a running engine for the unknown fields that it has seen since its start. */
export function readEngineDrift(
  url: string,
  query: EngineDriftQuery,
): Promise<Result<z.infer<typeof DriftAnswer>, VenueError>> {
  return askEngine({ url }, { method: "GET", path: "/drift", query: { ...query } }, DriftAnswer);
}
