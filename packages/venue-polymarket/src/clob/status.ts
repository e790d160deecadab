import { defineApiMethod } from "@augury/net";
import { z } from "zod";

const NOTHING = z.strictObject({});

export const ok = defineApiMethod({
  name: "ok",
  description: "Whether the CLOB answers.",
  endpoint: "GET /ok",
  reference: "polymarket.md section 3",
  params: NOTHING,
  example: {},
  answer: z.string(),
  answerKind: "looseJson",
  request: () => ({ path: "/ok" }),
});

export const time = defineApiMethod({
  name: "time",
  description: "The venue's clock in Unix seconds.",
  endpoint: "GET /time",
  reference: "polymarket.md section 3",
  params: NOTHING,
  example: {},
  answer: z.int().positive(),
  answerKind: "looseJson",
  request: () => ({ path: "/time" }),
});

export const version = defineApiMethod({
  name: "version",
  description: "Version of the order format that the matching API takes.",
  endpoint: "GET /version",
  reference: "polymarket.md section 0",
  params: NOTHING,
  example: {},
  answer: z.object({ version: z.number() }),
  request: () => ({ path: "/version" }),
});
