import { OrderSigner, type SignedOrder as SignedOrderOfOurs } from "@augury/signing";
import type { SignedOrder } from "@augury/venue-polymarket";
import { type SignedOrder as OfficialOrder, OrderType, Side } from "@polymarket/clob-client-v2";
import type { CaseTable } from "./conformance-case.ts";
import { ask, askAll, askField } from "./public-cases.ts";
import { CONDITIONS, NOW_MS, type OrderWish, type Scene, TOKENS, toPosted } from "./scene.ts";

const [TOKEN] = TOKENS[0];
const RESTING: OrderWish = { price: 0.4, size: 100 };
const SCORING: OrderWish = { price: 0.49, size: 60 };
const MATCHING: OrderWish = { price: 0.53, size: 60 };

/** What one answer says beyond ids and times that differ from order to order. */
function outcomeOf(answer: unknown): unknown {
  const { success, errorMsg, status, makingAmount, takingAmount, tradeIDs = [] } = answer as Record<string, unknown>;
  return { success, errorMsg, status, makingAmount, takingAmount, trades: (tradeIDs as unknown[]).length };
}

/** Both clients post the very same order: the first sign is ours, so that the official client only sends. */
function asOfficial(order: SignedOrder): OfficialOrder {
  return { ...order, salt: String(order.salt), side: order.side as Side } as unknown as OfficialOrder;
}

function withoutHashes(answer: unknown): unknown {
  const { transactionsHashes: _, ...rest } = answer as { transactionsHashes?: unknown };
  return rest;
}

/** The official order's own numbers, signed by us: every field has to come out the same. */
function signAgain(scene: Scene, order: OfficialOrder, exchange: "v2" | "v3"): SignedOrder {
  const signer = OrderSigner.open(scene.wallet, { chainId: 137, kind: "eoa" });
  if (!signer.ok) throw signer.error;
  const fields = order as unknown as Record<string, string>;
  const template = signer.value.template({ exchange, tokenId: fields.tokenId ?? "" });
  if (!template) throw new Error("the order's fields are sound");
  const terms = {
    salt: Number(fields.salt),
    side: fields.side as "BUY" | "SELL",
    makerAmount: Number(fields.makerAmount),
    takerAmount: Number(fields.takerAmount),
    timestampMs: Number(fields.timestamp),
  };
  return toPosted(signer.value.sign(template, terms) as SignedOrderOfOurs);
}

let lastSigned: OfficialOrder;

/** Orders, and what became of them. */
export const TRADING_CASES: CaseTable = {
  createOrder: {
    methods: [],
    official: async ({ official }) => {
      lastSigned = await official.createOrder({ tokenID: TOKEN, price: 0.4, size: 100, side: Side.BUY });
      return lastSigned;
    },
    ours: async (scene) => signAgain(scene, lastSigned, "v2"),
  },
  createMarketOrder: {
    methods: [],
    official: async ({ official }) => {
      lastSigned = await official.createMarketOrder({
        tokenID: TOKEN,
        amount: 10,
        side: Side.BUY,
        orderType: OrderType.FOK,
      });
      return lastSigned;
    },
    ours: async (scene) => signAgain(scene, lastSigned, "v2"),
  },
  createExchangeV3OrderFromAmounts: {
    methods: [],
    official: async ({ official }) => {
      const amounts = { makerAmount: "4000000", takerAmount: "10000000" };
      lastSigned = await official.createExchangeV3OrderFromAmounts({ tokenID: TOKEN, side: Side.BUY, ...amounts });
      return lastSigned;
    },
    ours: async (scene) => signAgain(scene, lastSigned, "v3"),
  },
  createAndPostOrder: {
    methods: ["post-order"],
    official: async ({ official }) =>
      outcomeOf(await official.createAndPostOrder({ tokenID: TOKEN, price: 0.53, size: 60, side: Side.BUY })),
    ours: async (scene) =>
      outcomeOf(await ask(scene, "post-order", { order: scene.sign(MATCHING), owner: scene.apiKey })),
  },
  createAndPostMarketOrder: {
    methods: ["post-order"],
    official: async ({ official }) =>
      outcomeOf(await official.createAndPostMarketOrder({ tokenID: TOKEN, amount: 10.2, side: Side.BUY, price: 0.51 })),
    ours: async (scene) => {
      const order = scene.sign({ price: 0.51, size: 20, type: "FOK" });
      return outcomeOf(await ask(scene, "post-order", { order, owner: scene.apiKey, order_type: "FOK" }));
    },
  },
  postOrder: {
    methods: ["post-order"],
    prepare: (scene) => {
      scene.order = scene.sign(MATCHING);
    },
    official: async ({ official, order }) => withoutHashes(await official.postOrder(asOfficial(order), OrderType.GTC)),
    ours: async (scene) => ask(scene, "post-order", { order: JSON.stringify(scene.order), owner: scene.apiKey }),
  },
  postOrders: {
    methods: ["post-orders"],
    prepare: (scene) => {
      scene.orders = [RESTING, { ...RESTING, size: 1 }, { ...RESTING, price: 0.41 }].map((wish) => scene.sign(wish));
    },
    official: ({ official, orders }) =>
      official.postOrders(
        orders.map((order) => ({ order: asOfficial(order), orderType: OrderType.GTC }) as never),
        true,
      ),
    ours: (scene) => ask(scene, "post-orders", { orders: scene.orders, owner: scene.apiKey, post_only: true }),
  },
  getOrder: {
    methods: ["order"],
    prepare: (scene) => {
      scene.orderId = scene.place(RESTING);
    },
    official: ({ official, orderId }) => official.getOrder(orderId),
    ours: (scene) => ask(scene, "order", { order_id: scene.orderId }),
  },
  getOpenOrders: {
    methods: ["orders"],
    prepare: (scene) => {
      for (const price of [0.4, 0.41, 0.42]) scene.place({ price });
      scene.place({ token: TOKENS[2][1], price: 0.3 });
    },
    official: ({ official }) => official.getOpenOrders({ market: CONDITIONS[0] }),
    ours: (scene) => askAll(scene, "orders", { market: CONDITIONS[0] }),
  },
  getPreMigrationOrders: {
    methods: ["pre-migration-orders"],
    official: ({ official }) => official.getPreMigrationOrders(),
    ours: (scene) => askAll(scene, "pre-migration-orders"),
  },
  getTrades: {
    methods: ["trades"],
    prepare: (scene) => {
      scene.place(MATCHING);
      scene.place({ ...MATCHING, token: TOKENS[2][1] });
    },
    official: ({ official }) => official.getTrades({ after: String(NOW_MS / 1000 - 1) }),
    ours: (scene) => askAll(scene, "trades", { after: NOW_MS / 1000 - 1 }),
  },
  getTradesPaginated: {
    methods: ["trades"],
    prepare: (scene) => {
      scene.place(MATCHING);
      scene.place({ ...MATCHING, token: TOKENS[2][1] });
    },
    official: ({ official }) => official.getTradesPaginated({ asset_id: TOKEN }),
    ours: async (scene) => {
      const { data, ...rest } = (await ask(scene, "trades", { asset_id: TOKEN })) as { data: unknown };
      return { trades: data, ...rest };
    },
  },
  cancelOrder: {
    methods: ["cancel-order"],
    prepare: (scene) => {
      scene.orderId = scene.place(RESTING);
    },
    official: ({ official, orderId }) => official.cancelOrder({ orderID: orderId }),
    ours: (scene) => ask(scene, "cancel-order", { order_id: scene.orderId }),
  },
  cancelOrders: {
    methods: ["cancel-orders"],
    prepare: (scene) => {
      scene.orderId = scene.place(RESTING);
    },
    official: ({ official, orderId }) => official.cancelOrders([orderId, `0x${"9".repeat(64)}`]),
    ours: (scene) => ask(scene, "cancel-orders", { order_ids: [scene.orderId, `0x${"9".repeat(64)}`] }),
  },
  cancelAll: {
    methods: ["cancel-all"],
    prepare: (scene) => {
      scene.place(RESTING);
      scene.place({ token: TOKENS[2][1], price: 0.3 });
    },
    official: ({ official }) => official.cancelAll(),
    ours: (scene) => ask(scene, "cancel-all"),
  },
  cancelMarketOrders: {
    methods: ["cancel-market-orders", "orders"],
    prepare: (scene) => {
      scene.place(RESTING);
      scene.place({ token: TOKENS[2][1], price: 0.3 });
    },
    official: async ({ official }) => [
      await official.cancelMarketOrders({ market: CONDITIONS[0] }),
      await official.getOpenOrders(),
    ],
    ours: async (scene) => [
      await ask(scene, "cancel-market-orders", { market: CONDITIONS[0] }),
      await askAll(scene, "orders"),
    ],
  },
  isOrderScoring: {
    methods: ["order-scoring"],
    prepare: (scene) => {
      scene.orderId = scene.place(SCORING);
    },
    official: async ({ official, orderId }) => (await official.isOrderScoring({ order_id: orderId })).scoring,
    ours: (scene) => askField(scene, "order-scoring", "scoring", { order_id: scene.orderId }),
  },
  areOrdersScoring: {
    methods: ["orders-scoring"],
    prepare: (scene) => {
      scene.orderId = scene.place(SCORING);
      scene.otherId = scene.place({ price: 0.2 });
    },
    official: ({ official, orderId, otherId }) => official.areOrdersScoring({ orderIds: [orderId, otherId] }),
    ours: (scene) => ask(scene, "orders-scoring", { order_ids: [scene.orderId, scene.otherId] }),
  },
};
