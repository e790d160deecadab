import { defineApiMethod, flag, wordList } from "@augury/net";
import { z } from "zod";
import { jsonText } from "./json-text.ts";
import { CancelAnswer, OpenOrder, OrderType, PlacementAnswer, SignedOrder } from "./order-schema.ts";
import { CURSOR_PAGING, cursor, cursorPage } from "./paging.ts";
import { conditionId, orderId, tokenId } from "./parameters.ts";

const SECTION_4 = "polymarket.md section 4";
const SECTION_7 = "polymarket.md section 7";
/** Bounds of the venue. */
export const POSTED_ORDERS_MAX = 15;
export const CANCELED_IDS_MAX = 1000;
const SCORED_IDS_MAX = 500;
const EXAMPLE_ID = `0x${"1".repeat(64)}`;
const EXAMPLE_ORDER: z.input<typeof SignedOrder> = {
  salt: 479249104273,
  maker: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
  signer: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
  tokenId: "71321045679252212594626385532706912750332728571942532289631379312455583992563",
  makerAmount: "50000000",
  takerAmount: "100000000",
  side: "BUY",
  signatureType: 0,
  timestamp: "1795230001000",
  expiration: "0",
  metadata: `0x${"0".repeat(64)}`,
  builder: `0x${"0".repeat(64)}`,
  signature: `0x${"1".repeat(130)}`,
};
const EXAMPLE_OWNER = "00000000-0000-4000-8000-000000000001";

function orderIds(itemsMax: number) {
  return wordList(itemsMax).pipe(z.array(orderId())).describe(`Order ids, at most ${itemsMax}.`);
}

const Posting = {
  owner: z.string().min(1).describe("The API key that signs the call."),
  order_type: OrderType.default("GTC").describe("GTC, GTD, FOK or FAK."),
  post_only: flag().default(false).describe("Refuse it rather than let it match at once; GTC and GTD only."),
  defer_exec: flag().default(false).describe("Defer execution, as front ends do."),
};

const POST_ONLY_RULE = { error: "post_only must be false for FOK and FAK" };
function mayPostOnly({ post_only, order_type }: { post_only: boolean; order_type: OrderType }): boolean {
  return !post_only || order_type === "GTC" || order_type === "GTD";
}

/** Sent once, whatever happens; where it is unknown what became of it, the error says "resync" and the order's id is to be asked for. */
export const postOrder = defineApiMethod({
  name: "post-order",
  description: "Posts a signed order. Sent once, never repeated: after an unknown outcome ask for the order by its id.",
  endpoint: "POST /order",
  reference: SECTION_7,
  params: z
    .strictObject({ order: jsonText(SignedOrder).describe("The signed order, as JSON."), ...Posting })
    .refine(mayPostOnly, POST_ONLY_RULE),
  example: { order: EXAMPLE_ORDER, owner: EXAMPLE_OWNER },
  answer: PlacementAnswer,
  auth: "l2",
  effect: "write",
  idempotent: false,
  request: ({ order, owner, order_type, post_only, defer_exec }) => ({
    method: "POST",
    path: "/order",
    body: { deferExec: defer_exec, postOnly: post_only, order, owner, orderType: order_type },
  }),
});

/** Posts an order's body byte for byte: what `OrderPreparer` made and signed for. */
export const postPrepared = defineApiMethod({
  name: postOrder.name,
  description: "Posts the body of a signed order as it is.",
  endpoint: "POST /order",
  reference: SECTION_7,
  params: z.strictObject({ body: z.string().min(2).describe("The body.") }),
  example: { body: "{}" },
  answer: PlacementAnswer,
  auth: "l2",
  effect: "write",
  idempotent: false,
  request: ({ body }) => ({ method: "POST", path: "/order", body }),
});

/** Posts several orders' bodies byte for byte, in one request. */
export const postManyPrepared = defineApiMethod({
  name: "post-orders",
  description: "Posts the bodies of signed orders as they are.",
  endpoint: "POST /orders",
  reference: SECTION_4,
  params: z.strictObject({
    bodies: z.array(z.string().min(2)).min(1).max(POSTED_ORDERS_MAX).describe("The bodies."),
  }),
  example: { bodies: ["{}"] },
  answer: z.array(PlacementAnswer),
  auth: "l2",
  effect: "write",
  idempotent: false,
  request: ({ bodies }) => ({
    method: "POST",
    path: "/orders",
    body: `[${bodies.join(",")}]`,
    costs: { signerOrders: bodies.length },
  }),
});

/** The legs are answered one by one, with status 200 even when some were refused: see `readPlacement`. */
export const postOrders = defineApiMethod({
  name: "post-orders",
  description: `Posts up to ${POSTED_ORDERS_MAX} signed orders. Sent once; each is answered for itself.`,
  endpoint: "POST /orders",
  reference: SECTION_4,
  params: z
    .strictObject({
      orders: jsonText(z.array(SignedOrder).min(1).max(POSTED_ORDERS_MAX)).describe(
        `The signed orders, as a JSON list of at most ${POSTED_ORDERS_MAX}.`,
      ),
      ...Posting,
    })
    .refine(mayPostOnly, POST_ONLY_RULE),
  example: { orders: [EXAMPLE_ORDER], owner: EXAMPLE_OWNER },
  answer: z.array(PlacementAnswer),
  auth: "l2",
  effect: "write",
  idempotent: false,
  request: ({ orders, owner, order_type, post_only, defer_exec }) => ({
    method: "POST",
    path: "/orders",
    body: orders.map((order) => ({
      deferExec: defer_exec,
      postOnly: post_only,
      order,
      owner,
      orderType: order_type,
    })),
    costs: { signerOrders: orders.length },
  }),
});

/** Cancels may be sent again: what is canceled stays so. They go before everything else and may take the budget's reserve. */
const CANCEL = { auth: "l2", effect: "write", idempotent: true, answer: CancelAnswer, reference: SECTION_4 } as const;

export const cancelOrder = defineApiMethod({
  ...CANCEL,
  name: "cancel-order",
  description: "Cancels one order.",
  endpoint: "DELETE /order",
  params: z.strictObject({ order_id: orderId().describe("The order's id.") }),
  example: { order_id: EXAMPLE_ID },
  request: ({ order_id }) => ({ method: "DELETE", path: "/order", body: { orderID: order_id }, priority: true }),
});

export const cancelOrders = defineApiMethod({
  ...CANCEL,
  name: "cancel-orders",
  description: `Cancels up to ${CANCELED_IDS_MAX} orders.`,
  endpoint: "DELETE /orders",
  params: z.strictObject({ order_ids: orderIds(CANCELED_IDS_MAX) }),
  example: { order_ids: EXAMPLE_ID },
  request: ({ order_ids }) => ({
    method: "DELETE",
    path: "/orders",
    body: order_ids,
    priority: true,
    costs: { signerCancels: order_ids.length },
  }),
});

export const cancelAll = defineApiMethod({
  ...CANCEL,
  name: "cancel-all",
  description: "Cancels every open order of the account.",
  endpoint: "DELETE /cancel-all",
  params: z.strictObject({}),
  example: {},
  request: () => ({ method: "DELETE", path: "/cancel-all", priority: true }),
});

export const cancelMarketOrders = defineApiMethod({
  ...CANCEL,
  name: "cancel-market-orders",
  description: "Cancels every open order on a market or a token.",
  endpoint: "DELETE /cancel-market-orders",
  params: z
    .strictObject({
      market: conditionId().optional().describe("Condition id of a market."),
      asset_id: tokenId().optional().describe("Token of an outcome."),
    })
    .refine(({ market, asset_id }) => market !== undefined || asset_id !== undefined, {
      error: "there must be a market or an asset_id; cancel-all cancels everything",
    }),
  example: { market: EXAMPLE_ID },
  request: (body) => ({ method: "DELETE", path: "/cancel-market-orders", body, priority: true }),
});

const READ = { auth: "l2", reference: SECTION_4 } as const;

/** The body is empty once the order is filled or canceled. */
const OneOrder = z
  .string()
  .transform((text, context): unknown => {
    if (text.trim() === "") return null;
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "must be JSON or empty" });
      return z.NEVER;
    }
  })
  .pipe(OpenOrder.nullable());

export const order = defineApiMethod({
  ...READ,
  name: "order",
  description: "One live order; null once it is filled or canceled.",
  endpoint: "GET /data/order/{id}",
  params: z.strictObject({ order_id: orderId().describe("The order's id.") }),
  example: { order_id: EXAMPLE_ID },
  answer: OneOrder,
  answerKind: "text",
  request: ({ order_id }) => ({ path: `/data/order/${order_id}`, budgetClass: "ledger" }),
});

export const orders = defineApiMethod({
  ...READ,
  name: "orders",
  description: "Open orders of the account, a page at a time.",
  endpoint: "GET /data/orders",
  params: z.strictObject({
    id: orderId().optional().describe("Only this order."),
    market: conditionId().optional().describe("Only orders on this market (condition id)."),
    asset_id: tokenId().optional().describe("Only orders on this token."),
    next_cursor: cursor(),
  }),
  example: {},
  answer: cursorPage(OpenOrder),
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/data/orders", query, budgetClass: "ledger" }),
});

export const preMigrationOrders = defineApiMethod({
  ...READ,
  name: "pre-migration-orders",
  description: "Orders that were wiped when CLOB V2 went live on 2026-04-28, a page at a time.",
  endpoint: "GET /data/pre-migration-orders",
  params: z.strictObject({ next_cursor: cursor() }),
  example: {},
  answer: cursorPage(OpenOrder),
  paging: CURSOR_PAGING,
  request: (query) => ({ path: "/data/pre-migration-orders", query, budgetClass: "ledger" }),
});

export const orderScoring = defineApiMethod({
  ...READ,
  name: "order-scoring",
  description: "Whether an order earns liquidity rewards now.",
  endpoint: "GET /order-scoring",
  params: z.strictObject({ order_id: orderId().describe("The order's id.") }),
  example: { order_id: EXAMPLE_ID },
  answer: z.object({ scoring: z.boolean() }),
  request: (query) => ({ path: "/order-scoring", query }),
});

export const ordersScoring = defineApiMethod({
  ...READ,
  name: "orders-scoring",
  description: "Which of these orders earn liquidity rewards now.",
  endpoint: "POST /orders-scoring",
  params: z.strictObject({ order_ids: orderIds(SCORED_IDS_MAX) }),
  example: { order_ids: EXAMPLE_ID },
  answer: z.record(z.string(), z.boolean()),
  idempotent: true,
  request: ({ order_ids }) => ({ method: "POST", path: "/orders-scoring", body: order_ids }),
});
