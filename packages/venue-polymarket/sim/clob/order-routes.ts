import { z } from "zod";
import type { SimApiKey } from "../account/account-store.ts";
import { keyRoute } from "../account/authenticate.ts";
import type { EngineStates } from "../desk/engine-states.ts";
import type { Placement } from "../desk/order-desk.ts";
import { OrderBody } from "../desk/order-request.ts";
import { isRefusal, type Refusal } from "../desk/refusal.ts";
import { orderBody, sizeText } from "../desk/sim-order.ts";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { json, refuse } from "./answer.ts";
import { pageOf } from "./page-of.ts";
import { parseBody } from "./request-body.ts";
import { isScoring } from "./scoring.ts";

const POSTED_MAX = 15;
const CANCELED_MAX = 1000;
const Ids = z.array(z.string());

/** Orders (polymarket.md sections 4 and 7). */
export const ORDER_ROUTES: readonly SimRoute[] = [
  tradingRoute("POST /order", (call, key) => {
    const body = parseBody(call, OrderBody);
    if (!body) return refuse(400, "Invalid order payload");
    const limited = call.world.limits.spend(key, "orders", 1, call.nowMs);
    if (limited) return limited;
    return call.world.faults.answer(call.nowMs, () => {
      const placed = call.world.desk.place(body, key, call.nowMs);
      return isRefusal(placed) ? refuseOrder(placed, call) : json(placementBody(placed));
    });
  }),
  tradingRoute("POST /orders", (call, key) => {
    const bodies = parseBody(call, z.array(OrderBody));
    if (!bodies) return refuse(400, "Invalid order payload");
    if (bodies.length > POSTED_MAX)
      return refuse(400, `Too many orders in payload: ${bodies.length}, max allowed: ${POSTED_MAX}`);
    const limited = call.world.limits.spend(key, "orders", bodies.length, call.nowMs);
    if (limited) return limited;
    return call.world.faults.answer(call.nowMs, () =>
      json(bodies.map((body) => legBody(call.world.desk.place(body, key, call.nowMs)))),
    );
  }),
  cancelRoute("DELETE /order", (call) => {
    const body = parseBody(call, z.object({ orderID: z.string() }));
    return body && [body.orderID];
  }),
  cancelRoute("DELETE /orders", (call) => {
    const ids = parseBody(call, Ids);
    return ids && ids.length <= CANCELED_MAX ? ids : undefined;
  }),
  cancelRoute("DELETE /cancel-all", ({ world }, { account }) => world.desk.openOrdersOf(account).map(({ id }) => id)),
  cancelRoute("DELETE /cancel-market-orders", (call, { account }) => {
    const wanted = parseBody(call, z.object({ market: z.string().optional(), asset_id: z.string().optional() }));
    return (
      wanted &&
      call.world.desk
        .openOrdersOf(account)
        .filter((one) => fits(orderBody(one), wanted))
        .map(({ id }) => id)
    );
  }),
  keyRoute("GET /data/order/{id}", ({ world, params }, { account }) => {
    const order = world.desk.orders.get((params.id ?? "").toLowerCase());
    const isLive = order?.key.account === account && order.status === "LIVE";
    return isLive ? json(orderBody(order)) : new Response("", { headers: { "content-type": "application/json" } });
  }),
  keyRoute("GET /data/orders", (call, { account }) => {
    const wanted = Object.fromEntries(
      ["id", "market", "asset_id"].map((name) => [name, call.query.get(name) ?? undefined]),
    );
    return pageOf(
      call,
      call.world.desk
        .openOrdersOf(account)
        .filter(({ status }) => status === "LIVE")
        .map(orderBody)
        .filter((one) => fits(one, wanted)),
    );
  }),
  keyRoute("GET /data/pre-migration-orders", (call, { account }) =>
    pageOf(call, call.world.desk.wiped.filter(({ key }) => key.account === account).map(orderBody)),
  ),
  keyRoute("GET /order-scoring", ({ world, query }, { account }) => {
    const order = world.desk.orders.get(query.get("order_id") ?? "");
    return json({ scoring: order !== undefined && order.key.account === account && isScoring(order) });
  }),
  keyRoute("POST /orders-scoring", (call, { account }) => {
    const ids = parseBody(call, Ids);
    if (!ids) return refuse(400, "Invalid payload");
    const scoring = ids.map((id) => {
      const order = call.world.desk.orders.get(id);
      return [id, order !== undefined && order.key.account === account && isScoring(order)];
    });
    return json(Object.fromEntries(scoring));
  }),
];

/** A call that the matching engine answers, as far as it is up. */
function tradingRoute(
  endpoint: string,
  answer: (call: SimCall, key: SimApiKey) => Response | Promise<Response>,
): SimRoute {
  return keyRoute(endpoint, (call, key) => {
    if (call.world.isGeoblocked) return blockedPage();
    return refusedBy(call.world.desk.states, endpoint) ?? answer(call, key);
  });
}

function cancelRoute(
  endpoint: string,
  idsOf: (call: SimCall, key: SimApiKey) => readonly string[] | undefined,
): SimRoute {
  return tradingRoute(endpoint, (call, key) => {
    const ids = idsOf(call, key);
    if (!ids) return refuse(400, "Invalid payload");
    const cost = endpoint === "DELETE /cancel-all" ? 1 + ids.length : Math.max(1, ids.length);
    const limited = call.world.limits.spend(key, "cancels", cost, call.nowMs);
    if (limited) return limited;
    return call.world.faults.answerCancel(() => json(call.world.desk.cancel(ids, key.account, call.nowMs)));
  });
}

function refusedBy({ mode }: EngineStates, endpoint: string): Response | undefined {
  if (mode === "restarting") return refuse(425, "service not ready");
  if (mode === "disabled") return refuse(503, "Trading is currently disabled");
  if (mode === "cancel_only" && endpoint.startsWith("POST")) return refuse(503, "Trading is currently cancel-only");
  return undefined;
}

/** Cloudflare's page, not the venue's answer (polymarket.md section 7). */
function blockedPage(): Response {
  const page = "<!DOCTYPE html><html><head><title>Access denied</title></head><body>Error 1020</body></html>";
  return new Response(page, { status: 403, headers: { "content-type": "text/html", server: "cloudflare" } });
}

function refuseOrder({ status, text }: Refusal, { nowMs, world }: SimCall): Response {
  if (status !== 503) return refuse(status, text);
  const wait = world.desk.states.waitS(nowMs);
  return Response.json({ error: text, code: "post_only_mode", retry_after_seconds: wait }, { status });
}

function placementBody({ order, trades, gave, got }: Placement) {
  const isMatched = trades.length > 0;
  return {
    success: true,
    errorMsg: "",
    orderID: order.id,
    status: isMatched ? "matched" : order.status === "DELAYED" ? "delayed" : "live",
    makingAmount: isMatched ? sizeText(gave) : "",
    takingAmount: isMatched ? sizeText(got) : "",
    ...(isMatched && { tradeIDs: trades.map(({ id }) => id) }),
  };
}

/** A refused leg says success and has no order id (polymarket.md section 7). */
function legBody(placed: Placement | Refusal) {
  if (!isRefusal(placed)) return placementBody(placed);
  return { success: true, errorMsg: placed.text, orderID: "", status: "", makingAmount: "", takingAmount: "" };
}

function fits(body: ReturnType<typeof orderBody>, wanted: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => value === undefined || body[name as keyof typeof body] === value,
  );
}
