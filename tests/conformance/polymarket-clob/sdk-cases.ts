import type { PublicClient, SecureClient } from "@polymarket/client";
import { ask, askAll, askField } from "./public-cases.ts";
import { BUILDER, CONDITIONS, DAY, type Scene, TOKENS } from "./scene.ts";

const [tokenId] = TOKENS[0];
const token_ids = [tokenId, TOKENS[1][0]];
const MANY = token_ids.map((id) => ({ tokenId: id }));
const token_id = tokenId;

/** One question to the SDK and to our client, on the same venue. */
interface SdkCase {
  prepare?(scene: Scene): void;
  sdk(client: SecureClient & PublicClient, scene: Scene): unknown;
  ours(scene: Scene): Promise<unknown>;
}

/** Every item of a listing of the SDK. */
async function itemsOf(pages: unknown): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const page of pages as AsyncIterable<{ items: unknown[] }>) items.push(...page.items);
  return items;
}

async function openIds(scene: Scene): Promise<string[]> {
  return ((await askAll(scene, "orders")) as { id: string }[]).map(({ id }) => id);
}

/** What a market order took, as its answer says and as the account's trades say. */
function outcomeOf(placed: unknown): unknown {
  const { takingAmount } = placed as { takingAmount: string };
  return Number(takingAmount);
}
function sizesOf(trades: readonly unknown[]): number {
  return (trades as { size: string }[]).reduce((sum, { size }) => sum + Number(size), 0);
}

const resting = (scene: Scene) => {
  scene.orderId = scene.place({ price: 0.4 });
};
const traded = (scene: Scene) => void scene.place({ price: 0.53, size: 60, builder: BUILDER });
const scoring = (scene: Scene) => {
  scene.orderId = scene.place({ price: 0.49, size: 60 });
};
const earning = (scene: Scene) =>
  scene.both(({ world }) => {
    const earnings = world.accounts.findKey(scene.apiKey)?.account.earnings;
    earnings?.push(
      { date: DAY, conditionId: CONDITIONS[0], dollars: 1.25 },
      { date: DAY, conditionId: CONDITIONS[1], dollars: 0.5 },
    );
  });

/** What the unified SDK asks of the CLOB. */
export const SDK_CASES: Readonly<Record<string, SdkCase>> = {
  fetchMidpoint: {
    sdk: (c) => c.fetchMidpoint({ tokenId }),
    ours: (s) => askField(s, "midpoint", "mid", { token_id }),
  },
  fetchMidpoints: { sdk: (c) => c.fetchMidpoints(MANY), ours: (s) => ask(s, "midpoints", { token_ids }) },
  fetchPrice: {
    sdk: (c) => c.fetchPrice({ tokenId, side: "SELL" as never }),
    ours: (s) => askField(s, "price", "price", { token_id, side: "SELL" }),
  },
  fetchPrices: {
    sdk: (c) => c.fetchPrices(MANY.map((one) => ({ ...one, side: "SELL" as never }))),
    ours: (s) => ask(s, "prices", { token_ids, side: "SELL" }),
  },
  fetchOrderBook: { sdk: (c) => c.fetchOrderBook({ tokenId }), ours: (s) => ask(s, "book", { token_id }) },
  fetchOrderBooks: { sdk: (c) => c.fetchOrderBooks(MANY), ours: (s) => ask(s, "books", { token_ids }) },
  fetchSpread: { sdk: (c) => c.fetchSpread({ tokenId }), ours: (s) => askField(s, "spread", "spread", { token_id }) },
  fetchSpreads: { sdk: (c) => c.fetchSpreads(MANY), ours: (s) => ask(s, "spreads", { token_ids }) },
  fetchLastTradePrice: {
    sdk: (c) => c.fetchLastTradePrice({ tokenId }),
    ours: (s) => ask(s, "last-trade-price", { token_id }),
  },
  fetchLastTradePrices: {
    prepare: (scene) => void scene.place({ token: TOKENS[1][0], price: 0.53, size: 60, negRisk: true }),
    sdk: (c) => c.fetchLastTradePrices(MANY),
    ours: (s) => ask(s, "last-trades-prices", { token_ids }),
  },
  fetchPriceHistory: {
    sdk: (c) => c.fetchPriceHistory({ tokenId, interval: "1d" as never }),
    ours: (s) => askField(s, "prices-history", "history", { token_id, interval: "1d" }),
  },
  listCurrentRewards: { sdk: (c) => itemsOf(c.listCurrentRewards()), ours: (s) => askAll(s, "current-rewards") },
  listMarketRewards: {
    sdk: (c) => itemsOf(c.listMarketRewards({ conditionId: CONDITIONS[0] as never })),
    ours: (s) => askAll(s, "market-rewards", { condition_id: CONDITIONS[0] }),
  },
  listBuilderTrades: {
    prepare: traded,
    sdk: (c) => itemsOf(c.listBuilderTrades({ builderCode: BUILDER as never })),
    ours: (s) => askAll(s, "builder-trades", { builder_code: BUILDER }),
  },
  fetchClosedOnlyMode: { sdk: (c) => c.fetchClosedOnlyMode(), ours: (s) => askField(s, "ban-status", "closed_only") },
  fetchOrder: {
    prepare: resting,
    sdk: (c, { orderId }) => c.fetchOrder({ orderId }),
    ours: (s) => ask(s, "order", { order_id: s.orderId }),
  },
  listOpenOrders: {
    prepare: (scene) => {
      for (const price of [0.4, 0.41, 0.42]) scene.place({ price });
    },
    sdk: (c) => itemsOf(c.listOpenOrders()),
    ours: (s) => askAll(s, "orders"),
  },
  listAccountTrades: {
    prepare: (scene) => {
      traded(scene);
      scene.place({ token: TOKENS[2][1], price: 0.53, size: 60 });
    },
    sdk: (c) => itemsOf(c.listAccountTrades()),
    ours: (s) => askAll(s, "trades"),
  },
  fetchNotifications: { prepare: traded, sdk: (c) => c.fetchNotifications(), ours: (s) => ask(s, "notifications") },
  dropNotifications: {
    prepare: traded,
    sdk: async (c) => {
      await c.dropNotifications({ ids: ["1"] } as never);
      return c.fetchNotifications();
    },
    ours: (s) => ask(s, "notifications"),
  },
  fetchOrderScoring: {
    prepare: scoring,
    sdk: (c, { orderId }) => c.fetchOrderScoring({ orderId }),
    ours: (s) => askField(s, "order-scoring", "scoring", { order_id: s.orderId }),
  },
  fetchOrdersScoring: {
    prepare: scoring,
    sdk: (c, { orderId }) => c.fetchOrdersScoring({ orderIds: [orderId] }),
    ours: (s) => ask(s, "orders-scoring", { order_ids: s.orderId }),
  },
  listUserEarningsForDay: {
    prepare: earning,
    sdk: (c) => itemsOf(c.listUserEarningsForDay({ date: DAY } as never)),
    ours: (s) => askAll(s, "earnings", { date: DAY }),
  },
  fetchTotalEarningsForUserForDay: {
    prepare: earning,
    sdk: (c) => c.fetchTotalEarningsForUserForDay({ date: DAY } as never),
    ours: (s) => ask(s, "total-earnings", { date: DAY }),
  },
  listUserEarningsAndMarketsConfig: {
    prepare: earning,
    sdk: (c) => itemsOf(c.listUserEarningsAndMarketsConfig({ date: DAY } as never)),
    ours: (s) => askAll(s, "user-rewards", { date: DAY }),
  },
  fetchRewardPercentages: {
    prepare: scoring,
    sdk: (c) => c.fetchRewardPercentages(),
    ours: (s) => ask(s, "reward-percentages"),
  },
  // After the SDK's cancel our client finds what is left of it: nothing open, or a reason why there is nothing to cancel.
  cancelOrder: {
    prepare: resting,
    sdk: async (c, { orderId }) => [await c.cancelOrder({ orderId }), []],
    ours: async (s) => [{ canceled: [s.orderId], notCanceled: {} }, await askAll(s, "orders")],
  },
  cancelOrders: {
    prepare: resting,
    sdk: async (c, { orderId }) => [await c.cancelOrders({ orderIds: [orderId] }), []],
    ours: async (s) => [{ canceled: [s.orderId], notCanceled: {} }, await askAll(s, "orders")],
  },
  cancelAll: {
    prepare: resting,
    sdk: async (c) => [await c.cancelAll(), []],
    ours: async (s) => [{ canceled: [s.orderId], notCanceled: {} }, await askAll(s, "orders")],
  },
  cancelMarketOrders: {
    prepare: resting,
    sdk: async (c) => [await c.cancelMarketOrders({ market: CONDITIONS[0] } as never), []],
    ours: async (s) => [{ canceled: [s.orderId], notCanceled: {} }, await askAll(s, "orders")],
  },
  placeMarketOrder: {
    sdk: async (c) => outcomeOf(await c.placeMarketOrder({ tokenId, amount: 10.2, side: "BUY", price: 0.51 } as never)),
    ours: async (s) => sizesOf(await askAll(s, "trades")),
  },
  postOrder: {
    sdk: async (c) => {
      const order = await c.createLimitOrder({ tokenId, price: 0.4, size: 100, side: "BUY" } as never);
      return [((await c.postOrder(order as never)) as { orderId: string }).orderId];
    },
    ours: (s) => openIds(s),
  },
  postOrders: {
    sdk: async (c) => {
      const [first, second] = [0.4, 0.41].map((price) =>
        c.createLimitOrder({ tokenId, price, size: 100, side: "BUY" } as never),
      );
      const placed = (await c.postOrders([await first, await second] as never)) as unknown as { orderId: string }[];
      return placed.map(({ orderId }) => orderId);
    },
    ours: (s) => openIds(s),
  },
  placeLimitOrder: {
    sdk: async (c) => {
      const placed = (await c.placeLimitOrder({ tokenId, price: 0.4, size: 100, side: "BUY" } as never)) as {
        orderId: string;
      };
      return [placed.orderId];
    },
    ours: (s) => openIds(s),
  },
};

/** Functions of the SDK that ask something else than the CLOB, and what. */
export const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  gamma: [
    "listEvents",
    "fetchEvent",
    "fetchEventTags",
    "listMarkets",
    "fetchMarket",
    "fetchMarketTags",
    "listSeries",
    "fetchSeries",
    "listMarketClarifications",
    "listTags",
    "fetchTag",
    "fetchRelatedTags",
    "fetchRelatedTagResources",
    "search",
    "listSports",
    "fetchSportsMarketTypes",
    "listTeams",
    "fetchPublicProfile",
    "listComments",
    "fetchCommentsById",
    "listCommentsByUserAddress",
  ],
  data: [
    "listPositions",
    "listClosedPositions",
    "listComboPositions",
    "fetchPortfolioValue",
    "fetchTradedMarketCount",
    "downloadAccountingSnapshot",
    "listMarketPositions",
    "listActivity",
    "listComboActivity",
    "listBuilderLeaderboard",
    "fetchBuilderVolume",
    "listTraderLeaderboard",
    "fetchEventLiveVolume",
    "listOpenInterest",
    "listMarketHolders",
    "listTrades",
  ],
  "perpetuals and combos, which are not ours": [
    "fetchPerpsBook",
    "fetchPerpsFees",
    "fetchPerpsInstruments",
    "fetchPerpsTicker",
    "fetchPerpsTickers",
    "listPerpsCandles",
    "listPerpsFundingHistory",
    "listPerpsTrades",
    "depositToPerps",
    "openPerpsSession",
    "revokePerpsCredentials",
    "withdrawFromPerps",
    "openRfqSession",
    "listComboMarkets",
    "planCollateralReturn",
    "executeCollateralReturnPlan",
  ],
  "on-chain": [
    "setupTradingApprovals",
    "approveErc20",
    "approveErc1155ForAll",
    "transferErc20",
    "splitPosition",
    "mergePositions",
    "redeemPositions",
  ],
  // Building and signing is compared through the other official client; the channels have tests of their own.
  "client-side only": [
    "estimateMarketPrice",
    "createMarketOrder",
    "createLimitOrder",
    "waitForOrderFillSettlement",
    "subscribe",
  ],
};
