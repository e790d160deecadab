import { defineApiMethod, word } from "@augury/net";
import { z } from "zod";
import { ApiKey, ApiKeys, BuilderApiKey, BuilderApiKeys } from "./auth-schema.ts";

const NOTHING = z.strictObject({});
const REFERENCE = "polymarket.md section 2";
const EXAMPLE_KEY = "00000000-0000-4000-8000-000000000001";
/** All of section 2 shares one allowance. */
const budgetClass = "auth";

export const createApiKey = defineApiMethod({
  name: "create-api-key",
  description: "Makes an API key for the wallet. Refused when the wallet has one for this nonce: then derive it.",
  endpoint: "POST /auth/api-key",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: ApiKey,
  auth: "l1",
  effect: "write",
  secretAnswer: true,
  request: () => ({ method: "POST", path: "/auth/api-key", budgetClass }),
});

export const deriveApiKey = defineApiMethod({
  name: "derive-api-key",
  description: "Returns the wallet's API key once more, secret included.",
  endpoint: "GET /auth/derive-api-key",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: ApiKey,
  auth: "l1",
  secretAnswer: true,
  request: () => ({ path: "/auth/derive-api-key", budgetClass }),
});

export const apiKeys = defineApiMethod({
  name: "api-keys",
  description: "Ids of the wallet's API keys.",
  endpoint: "GET /auth/api-keys",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: ApiKeys,
  auth: "l2",
  request: () => ({ path: "/auth/api-keys", budgetClass }),
});

export const deleteApiKey = defineApiMethod({
  name: "delete-api-key",
  description: "Deletes the API key that signs this very call.",
  endpoint: "DELETE /auth/api-key",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: z.string(),
  answerKind: "text",
  auth: "l2",
  effect: "write",
  request: () => ({ method: "DELETE", path: "/auth/api-key", budgetClass }),
});

export const banStatus = defineApiMethod({
  name: "ban-status",
  description: "Whether the account may only close positions.",
  endpoint: "GET /auth/ban-status/closed-only",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: z.object({ closed_only: z.boolean() }),
  auth: "l2",
  request: () => ({ path: "/auth/ban-status/closed-only", budgetClass }),
});

export const createReadonlyApiKey = defineApiMethod({
  name: "create-readonly-api-key",
  description: "Makes a key that can read the account but not trade.",
  endpoint: "POST /auth/readonly-api-key",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: z.object({ apiKey: z.string().min(1) }),
  auth: "l2",
  effect: "write",
  secretAnswer: true,
  request: () => ({ method: "POST", path: "/auth/readonly-api-key", budgetClass }),
});

export const readonlyApiKeys = defineApiMethod({
  name: "readonly-api-keys",
  description: "The account's keys that can read but not trade.",
  endpoint: "GET /auth/readonly-api-keys",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: z.array(z.string()),
  auth: "l2",
  // Such a key is all that reading takes.
  secretAnswer: true,
  request: () => ({ path: "/auth/readonly-api-keys", budgetClass }),
});

export const deleteReadonlyApiKey = defineApiMethod({
  name: "delete-readonly-api-key",
  description: "Deletes a key that can read but not trade.",
  endpoint: "DELETE /auth/readonly-api-key",
  reference: REFERENCE,
  params: z.strictObject({ key: word().describe("The key to delete.") }),
  example: { key: EXAMPLE_KEY },
  answer: z.boolean(),
  answerKind: "looseJson",
  auth: "l2",
  effect: "write",
  request: (body) => ({ method: "DELETE", path: "/auth/readonly-api-key", body, budgetClass }),
});

export const createBuilderApiKey = defineApiMethod({
  name: "create-builder-api-key",
  description: "Makes a key for the builder program.",
  endpoint: "POST /auth/builder-api-key",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: BuilderApiKey,
  auth: "l2",
  effect: "write",
  secretAnswer: true,
  request: () => ({ method: "POST", path: "/auth/builder-api-key", budgetClass }),
});

export const builderApiKeys = defineApiMethod({
  name: "builder-api-keys",
  description: "The account's builder keys, without their secrets.",
  endpoint: "GET /auth/builder-api-key",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: BuilderApiKeys,
  auth: "l2",
  request: () => ({ path: "/auth/builder-api-key", budgetClass }),
});

export const revokeBuilderApiKey = defineApiMethod({
  name: "revoke-builder-api-key",
  description: "Revokes the account's builder key.",
  endpoint: "DELETE /auth/builder-api-key",
  reference: REFERENCE,
  params: NOTHING,
  example: {},
  answer: z.string(),
  answerKind: "text",
  auth: "l2",
  effect: "write",
  request: () => ({ method: "DELETE", path: "/auth/builder-api-key", budgetClass }),
});
