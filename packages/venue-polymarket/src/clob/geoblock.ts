import { defineApiMethod } from "@augury/net";
import { z } from "zod";

/** Not under the CLOB's host: the site itself answers (polymarket.md section 1). */
export const geoblock = defineApiMethod({
  name: "geoblock",
  description: "Whether the venue takes orders from where this machine is, by its address.",
  endpoint: "GET /api/geoblock",
  reference: "polymarket.md section 1",
  params: z.strictObject({}),
  example: {},
  answer: z.object({ blocked: z.boolean(), ip: z.string(), country: z.string(), region: z.string() }),
  answerKind: "looseJson",
  request: () => ({ path: "/api/geoblock" }),
});
