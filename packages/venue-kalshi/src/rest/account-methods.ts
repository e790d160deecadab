import { type AnyApiMethod, defineApiMethod, word, wordList } from "@augury/net";
import { z } from "zod";
import {
  AccountLimits,
  ApiKeyCreated,
  ApiKeyGenerated,
  ApiKeysAnswer,
  EndpointCosts,
  VolumeProgressAnswer,
} from "./account-schema.ts";
import { KEY, segment, subaccount } from "./parameters.ts";

export const accountLimits = defineApiMethod({
  name: "limits",
  description: "Our tier and its token buckets.",
  endpoint: "GET /account/limits",
  reference: "kalshi.md section 7.1",
  params: z.strictObject({}),
  example: {},
  answer: AccountLimits,
  auth: KEY,
  request: () => ({ path: "/account/limits" }),
});

export const endpointCosts = defineApiMethod({
  name: "endpoint-costs",
  description: "Which calls cost other than the default.",
  endpoint: "GET /account/endpoint_costs",
  reference: "kalshi.md section 7.1",
  params: z.strictObject({}),
  example: {},
  answer: EndpointCosts,
  auth: KEY,
  authOptional: true,
  request: () => ({ path: "/account/endpoint_costs" }),
});

export const volumeProgress = defineApiMethod({
  name: "volume-progress",
  description: "How far to the next tier by volume.",
  endpoint: "GET /account/api_usage_level/volume_progress",
  reference: "kalshi.md section 7.1",
  params: z.strictObject({}),
  example: {},
  answer: VolumeProgressAnswer,
  auth: KEY,
  request: () => ({ path: "/account/api_usage_level/volume_progress" }),
});

export const upgradeTier = defineApiMethod({
  name: "upgrade-tier",
  description: "Moves an account that has traded by API to the Advanced tier.",
  endpoint: "POST /account/api_usage_level/upgrade",
  reference: "kalshi.md section 7.1",
  params: z.strictObject({}),
  example: {},
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: () => ({ method: "POST", path: "/account/api_usage_level/upgrade" }),
});

export const apiKeys = defineApiMethod({
  name: "api-keys",
  description: "Our API keys and what they may do.",
  endpoint: "GET /api_keys",
  reference: "kalshi.md section 4",
  params: z.strictObject({
    fcm_subtrader_id: word().optional().describe("Only for members with subtraders."),
  }),
  example: {},
  answer: ApiKeysAnswer,
  auth: KEY,
  request: (query) => ({ path: "/api_keys", query }),
});

export const createApiKey = defineApiMethod({
  name: "create-api-key",
  description: "Registers a public key of our own.",
  endpoint: "POST /api_keys",
  reference: "kalshi.md section 4",
  params: z.strictObject({
    name: z.string().trim().min(1).max(128).describe("What it is called."),
    public_key: z.string().trim().min(1).max(4096).describe("The public key in PEM."),
    scopes: wordList(10).optional().describe("What it may do, such as read or write::trade; left out: everything."),
    subaccount: subaccount("Bind it to this subaccount.").optional(),
    fcm_subtrader_id: word().optional().describe("Only for members with subtraders."),
  }),
  example: { name: "reader", public_key: "-----BEGIN PUBLIC KEY-----\\n…", scopes: ["read"] },
  answer: ApiKeyCreated,
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/api_keys", body }),
});

export const generateApiKey = defineApiMethod({
  name: "generate-api-key",
  description: "Has the venue make a key pair; the private key is shown once.",
  endpoint: "POST /api_keys/generate",
  reference: "kalshi.md section 4",
  params: z.strictObject({
    name: z.string().trim().min(1).max(128).describe("What it is called."),
    scopes: wordList(10).optional().describe("What it may do, such as read or write::trade; left out: everything."),
    subaccount: subaccount("Bind it to this subaccount.").optional(),
    fcm_subtrader_id: word().optional().describe("Only for members with subtraders."),
  }),
  example: { name: "reader", scopes: ["read"] },
  answer: ApiKeyGenerated,
  auth: KEY,
  effect: "write",
  secretAnswer: true,
  request: (body) => ({ method: "POST", path: "/api_keys/generate", body }),
});

export const deleteApiKey = defineApiMethod({
  name: "delete-api-key",
  description: "Deletes a key.",
  endpoint: "DELETE /api_keys/{api_key}",
  reference: "kalshi.md section 4",
  params: z.strictObject({
    api_key: word().describe("Id of the key."),
  }),
  example: { api_key: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: z.undefined(),
  answerKind: "empty",
  auth: KEY,
  effect: "write",
  request: ({ api_key }) => ({ method: "DELETE", path: `/api_keys/${segment(api_key)}` }),
});

/** Limits and keys of the account. */
export const ACCOUNT_METHODS: readonly AnyApiMethod[] = [
  accountLimits,
  endpointCosts,
  volumeProgress,
  upgradeTier,
  apiKeys,
  createApiKey,
  generateApiKey,
  deleteApiKey,
];
