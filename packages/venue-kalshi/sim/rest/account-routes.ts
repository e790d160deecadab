import { generateThrowawayKeyPair } from "@augury/signing";
import { z } from "zod";
import { badRequest, notFound, Refusal } from "../account/refusal.ts";
import { ALL_SCOPES } from "../key-ring.ts";
import { countText } from "../number-text.ts";
import { TIERS } from "./rate-limiter.ts";
import { bodyOf, open, type SignedCall, signed } from "./sim-call.ts";

const SCOPES = [
  "read",
  "write",
  "read::block_trade_accept",
  "read::portfolio_balance",
  "write::trade",
  "write::transfer",
  "write::block_trade_accept",
] as const;
const KeyTerms = z.object({
  name: z.string().min(1),
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .default(() => [...ALL_SCOPES]),
  subaccount: z.int().min(0).max(63).optional(),
  fcm_subtrader_id: z.string().optional(),
});
const CreateKey = KeyTerms.extend({ public_key: z.string().includes("PUBLIC KEY") });

/** Calls with a price other than the default (kalshi.md section 7.1). */
const COSTS = [
  { method: "DELETE", path: "/trade-api/v2/portfolio/events/orders/{order_id}", cost: 2 },
  { method: "DELETE", path: "/trade-api/v2/portfolio/events/orders/batched", cost: 2 },
  { method: "GET", path: "/trade-api/v2/portfolio/orders/{order_id}", cost: 2 },
  { method: "POST", path: "/trade-api/v2/communications/quotes", cost: 2 },
  { method: "GET", path: "/trade-api/v2/communications/quotes/{quote_id}", cost: 2 },
  { method: "DELETE", path: "/trade-api/v2/communications/quotes/{quote_id}", cost: 2 },
  { method: "POST", path: "/trade-api/v2/account/api_usage_level/upgrade", cost: 30 },
];

export const ACCOUNT_ROUTES = [
  signed("GET /account/limits", ({ venue, account }) => {
    const usage_tier = venue.tierOf(account.id);
    const { read, write } = TIERS[usage_tier];
    const shape = ({ refillPerSecond, capacity }: typeof read) => ({
      refill_rate: refillPerSecond,
      bucket_capacity: capacity,
    });
    const grants = [{ exchange_instance: "event_contract", level: usage_tier, expires_ts: null, source: "manual" }];
    return { usage_tier, read: shape(read), write: shape(write), grants };
  }),
  open("GET /account/endpoint_costs", () => ({ default_cost: 10, endpoint_costs: COSTS })),
  signed("GET /account/api_usage_level/volume_progress", ({ account, nowMs }) => {
    const volume = account.fills.reduce((sum, { size }) => sum + size, 0);
    const goals = [{ level: "expert", earn_volume_goal_fp: "100000.00", keep_volume_goal_fp: "50000.00" }];
    const progress = { computed_ts: Math.floor(nowMs / 1000), trailing_30d_volume_fp: countText(volume), goals };
    return { volume_progress: [progress] };
  }),
  signed(
    "POST /account/api_usage_level/upgrade",
    ({ venue, account }) => {
      if (venue.tierOf(account.id) === "basic" && account.fills.length === 0)
        throw new Refusal(403, "forbidden", "the account has not traded by API");
      if (venue.tierOf(account.id) === "basic") venue.tiers.set(account.id, "advanced");
      return undefined;
    },
    { cost: 30 },
  ),
  signed("GET /api_keys", ({ venue, account }) => ({
    api_keys: venue.keys.of(account.id).map((key) => ({
      api_key_id: key.keyId,
      name: key.name ?? "first",
      scopes: key.scopes ?? ALL_SCOPES,
      subaccount: key.subaccount ?? null,
      fcm_subtrader_id: null,
    })),
    api_key_region_expiration_ts: null,
  })),
  signed("POST /api_keys", (call) => {
    const { public_key, ...terms } = bodyOf(call, CreateKey);
    return Response.json({ api_key_id: addKey(call, terms, public_key), warning: null }, { status: 201 });
  }),
  signed("POST /api_keys/generate", (call) => {
    const terms = bodyOf(call, KeyTerms);
    const { publicKeyPem, privateKeyPem } = generateThrowawayKeyPair();
    const api_key_id = addKey(call, terms, publicKeyPem);
    return Response.json({ api_key_id, private_key: privateKeyPem, warning: null }, { status: 201 });
  }),
  signed("DELETE /api_keys/{api_key}", ({ venue, account, params }) => {
    if (!venue.keys.remove(account.id, params.api_key ?? "")) throw notFound("api key");
    return undefined;
  }),
];

function addKey(
  { venue, account }: SignedCall,
  { name, scopes, subaccount }: z.infer<typeof KeyTerms>,
  publicKey: string,
): string {
  const keyId = venue.store.ids.next();
  if (!venue.keys.add({ keyId, publicKey, name, scopes, account: account.id, subaccount }))
    throw badRequest("too many keys");
  return keyId;
}
