import { z } from "zod";
import { badRequest } from "../account/refusal.ts";
import type { SimOrderGroup } from "../account/sim-account.ts";
import { countText } from "../number-text.ts";
import { bodyOf, intOf, type SignedCall, signed, sizeOf } from "./sim-call.ts";

const LimitBody = z.object({
  contracts_limit: z.int().positive().optional(),
  contracts_limit_fp: z.string().optional(),
});
const CreateBody = LimitBody.extend({
  subaccount: z.int().min(0).max(63).default(0),
  exchange_index: z.int().min(0).default(0),
});

export const GROUP_ROUTES = [
  signed("GET /portfolio/order_groups", (call) => {
    const subaccount = intOf(call, "subaccount");
    const groups = [...call.account.groups.values()].filter(
      (one) => subaccount === undefined || one.subaccount === subaccount,
    );
    return { order_groups: groups.map((group) => ({ id: group.id, ...groupBody(group) })) };
  }),
  signed("POST /portfolio/order_groups/create", (call) => {
    const { subaccount } = bodyOf(call, CreateBody);
    const group = call.venue.orders.groups.create(call.account, { subaccount, limit: limitOf(call) }, call.nowMs);
    return Response.json({ order_group_id: group.id, subaccount, exchange_index: 0 }, { status: 201 });
  }),
  signed("GET /portfolio/order_groups/{order_group_id}", (call) => {
    const group = call.venue.orders.groups.find(call.account, idOfCall(call));
    const orders = call.venue.orders.groups.ordersOf(call.account, group.id).map(({ id }) => id);
    return { ...groupBody(group), orders };
  }),
  signed("PUT /portfolio/order_groups/{order_group_id}/reset", (call) => {
    call.venue.orders.groups.reset(call.account, idOfCall(call), call.nowMs);
    return {};
  }),
  signed("PUT /portfolio/order_groups/{order_group_id}/trigger", (call) => {
    call.venue.orders.groups.trigger(call.account, idOfCall(call), call.nowMs);
    return {};
  }),
  signed("PUT /portfolio/order_groups/{order_group_id}/limit", (call) => {
    call.venue.orders.groups.setLimit(call.account, idOfCall(call), limitOf(call), call.nowMs);
    return {};
  }),
  signed("DELETE /portfolio/order_groups/{order_group_id}", (call) => {
    call.venue.orders.groups.delete(call.account, idOfCall(call), call.nowMs);
    return {};
  }),
];

function idOfCall({ params }: SignedCall): string {
  return params.order_group_id ?? "";
}

/** In SizeMicros; both ways of saying it must agree. */
function limitOf(call: SignedCall): number {
  const { contracts_limit: whole, contracts_limit_fp: text } = bodyOf(call, LimitBody);
  const exact = text === undefined ? undefined : sizeOf(text, "contracts_limit_fp");
  const limit = exact ?? (whole === undefined ? 0 : whole * 1e6);
  if (limit <= 0) throw badRequest("contracts_limit is needed");
  if (exact !== undefined && whole !== undefined && exact !== whole * 1e6)
    throw badRequest("the limits must be the same");
  return limit;
}

function groupBody({ limit, isTriggered }: SimOrderGroup): object {
  return { contracts_limit_fp: countText(limit), is_auto_cancel_enabled: !isTriggered, exchange_index: 0 };
}
