import { z } from "zod";
import { badRequest, notFound } from "../account/refusal.ts";
import { moneyText } from "../number-text.ts";
import { listOrders } from "./order-routes.ts";
import { listPositions } from "./portfolio-routes.ts";
import { bodyOf, cashOf, listOf, type SignedCall, signed, textOf } from "./sim-call.ts";

const CreateBody = z.object({ subtrader_suffix: z.string().regex(/^[A-Za-z0-9-]{1,32}$/) });
const CapBody = z.object({ subtrader_id: z.string(), limit: z.string() });

const SUBTRADERS_MAX = 63;

/** Subtraders in the order of their making: the first one trades as subaccount 1, the second as 2, and so on. */
export const FCM_ROUTES = [
  signed("GET /fcm/subtraders", (call) => ({
    subtraders: listOfSubtraders(call).map((subtrader_id) => ({
      subtrader_id,
      exchange_indices: [0],
      trading_blocked: false,
      fcm_trading_blocked: false,
      propagation_pending: false,
    })),
  })),
  signed("POST /fcm/subtraders", (call) => {
    const subtrader_id = `${call.account.userId}_${bodyOf(call, CreateBody).subtrader_suffix}`;
    const list = listOfSubtraders(call);
    if (list.includes(subtrader_id)) throw badRequest("subtrader exists");
    if (list.length >= SUBTRADERS_MAX) throw badRequest("too many subtraders");
    call.account.subtraders.push(subtrader_id);
    return Response.json({ subtrader_id }, { status: 201 });
  }),
  signed("GET /fcm/subtraders/event_contract_daily_cap", (call) => {
    const id = needSubtrader(call, textOf(call, "subtrader_id"));
    const limit = capsOf(call).get(id);
    if (limit === undefined) throw notFound("daily cap");
    return {
      subtrader_id: id,
      limit: moneyText(limit),
      executed_utilization: moneyText(0),
      resting_order_utilization: moneyText(call.account.reserved(subaccountOf(call, id))),
      pending_order_utilization: moneyText(0),
      cap_date: new Date(call.nowMs).toISOString().slice(0, 10),
    };
  }),
  signed("PUT /fcm/subtraders/event_contract_daily_cap", (call) => {
    const { subtrader_id, limit } = bodyOf(call, CapBody);
    capsOf(call).set(needSubtrader(call, subtrader_id), cashOf(limit, "limit"));
    return {};
  }),
  signed("DELETE /fcm/subtraders/event_contract_daily_cap", (call) => {
    if (!capsOf(call).delete(needSubtrader(call, textOf(call, "subtrader_id")))) throw notFound("daily cap");
    return {};
  }),
  signed("GET /fcm/orders", (call) => {
    const named = listOf(call, "client_order_ids");
    const id = textOf(call, "subtrader_id");
    if (id === undefined && !named) throw badRequest("subtrader_id is needed");
    const subaccount = id === undefined ? undefined : subaccountOf(call, needSubtrader(call, id));
    return listOrders(
      call,
      call.account,
      ({ terms, clientOrderId }) =>
        (subaccount === undefined || terms.subaccount === subaccount) && (!named || named.includes(clientOrderId)),
    );
  }),
  signed("GET /fcm/positions", (call) => {
    const id = needSubtrader(call, textOf(call, "subtrader_id"));
    return listPositions(call, call.account, subaccountOf(call, id));
  }),
];

function listOfSubtraders({ account }: SignedCall): readonly string[] {
  return account.subtraders;
}

function capsOf({ account }: SignedCall): Map<string, number> {
  return account.dailyCaps;
}

function needSubtrader(call: SignedCall, id: string | undefined): string {
  if (id === undefined || !listOfSubtraders(call).includes(id)) throw notFound("subtrader");
  return id;
}

function subaccountOf(call: SignedCall, id: string): number {
  return listOfSubtraders(call).indexOf(id) + 1;
}
