import { z } from "zod";
import type { SimApiKey } from "../account/account-store.ts";
import { keyRoute, walletRoute } from "../account/authenticate.ts";
import type { SimRoute } from "../sim-route.ts";
import { json, jsonText, refuse } from "./answer.ts";
import { parseBody } from "./request-body.ts";

const OneKey = z.object({ key: z.string() });

/** API keys (polymarket.md section 2). */
export const AUTH_ROUTES: readonly SimRoute[] = [
  walletRoute("POST /auth/api-key", ({ world }, { address, nonce }) => {
    const key = world.accounts.createKey(address, nonce);
    return key ? json(secretsOf(key)) : refuse(400, "Could not create api key");
  }),
  walletRoute("GET /auth/derive-api-key", ({ world }, { address, nonce }) => {
    const key = world.accounts.findKeyOf(address, nonce);
    return key ? json(secretsOf(key)) : refuse(400, "Could not derive api key!");
  }),
  keyRoute("GET /auth/api-keys", ({ world }, { account }) =>
    json({ apiKeys: world.accounts.keysOf(account).map(({ apiKey }) => apiKey) }),
  ),
  keyRoute("DELETE /auth/api-key", ({ world }, { apiKey }) => {
    world.accounts.deleteKey(apiKey);
    return jsonText('"OK"');
  }),
  keyRoute("GET /auth/ban-status/closed-only", (_, { account }) => json({ closed_only: account.closedOnly })),
  keyRoute("POST /auth/readonly-api-key", ({ world }, { account }) => {
    const apiKey = world.accounts.uuid();
    account.readonlyKeys.add(apiKey);
    return json({ apiKey });
  }),
  keyRoute("GET /auth/readonly-api-keys", (_, { account }) => json([...account.readonlyKeys])),
  keyRoute("DELETE /auth/readonly-api-key", (call, { account }) => {
    const body = parseBody(call, OneKey);
    return body ? json(account.readonlyKeys.delete(body.key)) : refuse(400, "Invalid payload");
  }),
  keyRoute("POST /auth/builder-api-key", ({ world, nowMs }, { account }) => {
    const key = world.accounts.uuid();
    account.builderKeys.push({ key, createdAt: new Date(nowMs).toISOString() });
    return json({ key, secret: btoa(world.accounts.hex(32)), passphrase: world.accounts.hex(64) });
  }),
  keyRoute("GET /auth/builder-api-key", (_, { account }) => json(account.builderKeys)),
  keyRoute("DELETE /auth/builder-api-key", ({ nowMs }, { account }) => {
    for (const key of account.builderKeys) key.revokedAt ??= new Date(nowMs).toISOString();
    return jsonText('"OK"');
  }),
];

function secretsOf({ apiKey, secret, passphrase }: SimApiKey) {
  return { apiKey, secret, passphrase };
}
