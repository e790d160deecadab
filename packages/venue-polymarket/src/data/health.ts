import { defineApiMethod } from "@augury/net";
import { z } from "zod";

export const health = defineApiMethod({
  name: "health",
  description: "Whether the Data API answers.",
  endpoint: "GET /",
  reference: "polymarket.md section 14",
  params: z.strictObject({}),
  example: {},
  answer: z.object({ data: z.string() }),
  request: () => ({ path: "/" }),
});
