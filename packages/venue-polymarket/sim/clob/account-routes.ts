import { z } from "zod";
import type { SimApiKey } from "../account/account-store.ts";
import { keyRoute } from "../account/authenticate.ts";
import type { SimAccount } from "../account/sim-account.ts";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { json, refuse } from "./answer.ts";
import { parseBody } from "./request-body.ts";

/** Balances, notifications, heartbeats, limits (polymarket.md section 4). */
export const ACCOUNT_ROUTES: readonly SimRoute[] = [
  keyRoute("GET /balance-allowance", answerBalance),
  keyRoute("GET /balance-allowance/update", (call, key) => {
    walletOf(call, key).refresh();
    const answer = answerBalance(call, key);
    return answer.ok ? new Response("", { headers: { "content-type": "application/json" } }) : answer;
  }),
  keyRoute("GET /notifications", (_, { account }) => json(account.notifications)),
  keyRoute("DELETE /notifications", ({ query }, { account }) => {
    account.dropNotifications(new Set((query.get("ids") ?? "").split(",")));
    return json("OK");
  }),
  keyRoute("POST /v1/heartbeats", (call, key) => {
    const body = parseBody(call, z.object({ heartbeat_id: z.string() }));
    if (!body) return refuse(400, "Invalid payload");
    const beat = call.world.heartbeats.beat(key, body.heartbeat_id, call.nowMs);
    if ("next" in beat) return json({ heartbeat_id: beat.next });
    return Response.json({ error_msg: "Invalid Heartbeat ID", heartbeat_id: beat.expected }, { status: 400 });
  }),
  keyRoute("GET /v1/user/rate-limit-tier", (_, { account }) => json({ tier: account.tier })),
  keyRoute("GET /v1/user/session-signers", (_, { account }) => json({ wallet: account.address, signers: [] })),
];

/** The wallet that the question is about: the key's own, or the one that its owner signs for. */
function walletOf({ query, world }: SimCall, { account }: SimApiKey): SimAccount {
  return world.accounts.walletOf(account, Number(query.get("signature_type") ?? 0));
}

function answerBalance(call: SimCall, key: SimApiKey): Response {
  const { query, world } = call;
  const account = walletOf(call, key);
  const token = query.get("token_id");
  switch (query.get("asset_type")) {
    case "COLLATERAL":
      return json({ balance: String(account.collateral), allowances: Object.fromEntries(account.allowances) });
    case "CONDITIONAL":
    case "CONDITIONAL-V2":
      if (!token || !world.exchange.findToken(token)) return refuse(400, "Invalid token id");
      return json({
        balance: String(account.tokensOf(token)),
        allowances: Object.fromEntries(account.approvals),
      });
    default:
      return refuse(400, "Invalid asset type");
  }
}
