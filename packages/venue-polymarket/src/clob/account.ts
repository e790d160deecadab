import { defineApiMethod } from "@augury/net";
import { z } from "zod";

const NOTHING = z.strictObject({});
const REFERENCE = "polymarket.md section 4";

export const rateLimitTier = defineApiMethod({
  name: "rate-limit-tier",
  description: "The tier that the account's orders and cancels per second follow from.",
  endpoint: "GET /v1/user/rate-limit-tier",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  // Only that it names a tier is known; the rest is handed on as it is.
  answer: z.looseObject({ tier: z.string().min(1) }),
  auth: "l2",
  request: () => ({ path: "/v1/user/rate-limit-tier" }),
});

export const sessionSigners = defineApiMethod({
  name: "session-signers",
  description: "Session keys that may sign for the account's deposit wallet.",
  endpoint: "GET /v1/user/session-signers",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: z.object({
    wallet: z.string(),
    signers: z.array(
      z.object({ address: z.string(), scopes: z.array(z.string()), valid_until: z.union([z.number(), z.string()]) }),
    ),
  }),
  auth: "l2",
  request: () => ({ path: "/v1/user/session-signers" }),
});
