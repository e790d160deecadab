import { type AnyApiMethod, defineApiMethod, wholeNumber, word } from "@augury/net";
import { z } from "zod";
import { CONTRACTS_LIMIT, hasContractsLimit } from "./new-order.ts";
import { OrderGroupAnswer, OrderGroupCreated, OrderGroupsAnswer } from "./order-group-schema.ts";
import { countText, exchangeIndex, KEY, segment, subaccount } from "./parameters.ts";

/** Which group is meant. */
const GroupName = z.strictObject({
  order_group_id: word().describe("Id of the group."),
  subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
  exchange_index: exchangeIndex("Shard that the group lives on.").optional(),
});
const GROUP_EXAMPLE = { order_group_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" };

export const orderGroups = defineApiMethod({
  name: "order-groups",
  description: "Groups that cap what is matched within 15 seconds.",
  endpoint: "GET /portfolio/order_groups",
  reference: "kalshi.md section 10.3",
  params: z.strictObject({
    subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
  }),
  example: {},
  answer: OrderGroupsAnswer,
  auth: KEY,
  request: (query) => ({ path: "/portfolio/order_groups", query }),
});

export const orderGroup = defineApiMethod({
  name: "order-group",
  description: "One group with the ids of its orders.",
  endpoint: "GET /portfolio/order_groups/{order_group_id}",
  reference: "kalshi.md section 10.3",
  params: z.strictObject({
    order_group_id: word().describe("Id of the group."),
    subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
  }),
  example: GROUP_EXAMPLE,
  answer: OrderGroupAnswer,
  auth: KEY,
  request: ({ order_group_id, ...query }) => ({ path: `/portfolio/order_groups/${segment(order_group_id)}`, query }),
});

export const createOrderGroup = defineApiMethod({
  name: "create-order-group",
  description: "Makes a group.",
  endpoint: "POST /portfolio/order_groups/create",
  reference: "kalshi.md section 10.3",
  params: z
    .strictObject({
      contracts_limit: wholeNumber(1, 1_000_000_000).optional().describe("Most contracts within 15 s, whole ones."),
      contracts_limit_fp: countText("The same, with two decimals.").optional(),
      subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
      exchange_index: exchangeIndex("Shard that the group lives on.").optional(),
    })
    .refine(hasContractsLimit, CONTRACTS_LIMIT),
  example: { contracts_limit: 100 },
  answer: OrderGroupCreated,
  auth: KEY,
  effect: "write",
  request: (body) => ({ method: "POST", path: "/portfolio/order_groups/create", body }),
});

export const resetOrderGroup = defineApiMethod({
  name: "reset-order-group",
  description: "Lets a triggered group trade again.",
  endpoint: "PUT /portfolio/order_groups/{order_group_id}/reset",
  reference: "kalshi.md section 10.3",
  params: GroupName,
  example: GROUP_EXAMPLE,
  answer: z.object({}),
  auth: KEY,
  effect: "write",
  request: ({ order_group_id, subaccount, exchange_index }) => ({
    method: "PUT",
    path: `/portfolio/order_groups/${segment(order_group_id)}/reset`,
    query: { subaccount, exchange_index },
    body: {},
  }),
});

export const triggerOrderGroup = defineApiMethod({
  name: "trigger-order-group",
  description: "Cancels the orders of a group and refuses new ones until it is reset.",
  endpoint: "PUT /portfolio/order_groups/{order_group_id}/trigger",
  reference: "kalshi.md section 10.3",
  params: GroupName,
  example: GROUP_EXAMPLE,
  answer: z.object({}),
  auth: KEY,
  effect: "write",
  request: ({ order_group_id, subaccount, exchange_index }) => ({
    method: "PUT",
    path: `/portfolio/order_groups/${segment(order_group_id)}/trigger`,
    query: { subaccount, exchange_index },
    body: {},
    priority: true,
  }),
});

export const setOrderGroupLimit = defineApiMethod({
  name: "set-order-group-limit",
  description: "Changes the cap; a lower one can trigger at once.",
  endpoint: "PUT /portfolio/order_groups/{order_group_id}/limit",
  reference: "kalshi.md section 10.3",
  params: z
    .strictObject({
      order_group_id: word().describe("Id of the group."),
      contracts_limit: wholeNumber(1, 1_000_000_000).optional().describe("Most contracts within 15 s, whole ones."),
      contracts_limit_fp: countText("The same, with two decimals.").optional(),
      subaccount: subaccount("Subaccount: 0 is the primary one, and the default.").optional(),
      exchange_index: exchangeIndex("Shard that the group lives on.").optional(),
    })
    .refine(hasContractsLimit, CONTRACTS_LIMIT),
  example: { order_group_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a", contracts_limit: 50 },
  answer: z.object({}),
  auth: KEY,
  effect: "write",
  request: ({ order_group_id, subaccount, exchange_index, ...body }) => ({
    method: "PUT",
    path: `/portfolio/order_groups/${segment(order_group_id)}/limit`,
    query: { subaccount, exchange_index },
    body,
  }),
});

export const deleteOrderGroup = defineApiMethod({
  name: "delete-order-group",
  description: "Deletes a group and cancels its orders.",
  endpoint: "DELETE /portfolio/order_groups/{order_group_id}",
  reference: "kalshi.md section 10.3",
  params: GroupName,
  example: GROUP_EXAMPLE,
  answer: z.object({}),
  auth: KEY,
  effect: "write",
  request: ({ order_group_id, ...query }) => ({
    method: "DELETE",
    path: `/portfolio/order_groups/${segment(order_group_id)}`,
    query,
    priority: true,
  }),
});

/** Order groups. */
export const ORDER_GROUP_METHODS: readonly AnyApiMethod[] = [
  orderGroups,
  orderGroup,
  createOrderGroup,
  resetOrderGroup,
  triggerOrderGroup,
  setOrderGroupLimit,
  deleteOrderGroup,
];
