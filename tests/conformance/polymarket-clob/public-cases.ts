import { computeBookHash } from "@augury/venue-polymarket";
import { PriceHistoryInterval, Side } from "@polymarket/clob-client-v2";
import type { CaseTable } from "./conformance-case.ts";
import { BUILDER, CONDITIONS, NOW_MS, type Scene, TOKENS, unwrap } from "./scene.ts";

const [TOKEN, OTHER] = TOKENS[0];
const RACE_TOKEN = TOKENS[1][0];
const BOTH = [TOKEN, RACE_TOKEN].map((token_id) => ({ token_id, side: Side.BUY }));
const TOKEN_IDS = [TOKEN, RACE_TOKEN];

export async function ask(scene: Scene, name: string, params: object = {}): Promise<unknown> {
  return unwrap(await scene.ours.call(name, params));
}

export async function askField(scene: Scene, name: string, field: string, params: object = {}): Promise<unknown> {
  return ((await ask(scene, name, params)) as Record<string, unknown>)[field];
}

/** Every item of a listing, as the official client's loops return them. */
export async function askAll(scene: Scene, name: string, params: object = {}): Promise<readonly unknown[]> {
  const method = scene.ours.methodCalled(name);
  if (!method.ok) throw method.error;
  const all = await scene.ours.collect(method.value, params as Record<string, unknown>);
  if (!all.ok) throw all.error;
  return all.value.items;
}

/** What anyone may ask. */
export const PUBLIC_CASES: CaseTable = {
  getOk: { methods: ["ok"], official: ({ official }) => official.getOk(), ours: (scene) => ask(scene, "ok") },
  getVersion: {
    methods: ["version"],
    official: ({ official }) => official.getVersion(),
    ours: (scene) => askField(scene, "version", "version"),
  },
  getServerTime: {
    methods: ["time"],
    official: ({ official }) => official.getServerTime(),
    ours: (scene) => ask(scene, "time"),
  },
  getMarkets: {
    methods: ["markets"],
    official: ({ official }) => official.getMarkets(),
    ours: (scene) => ask(scene, "markets"),
  },
  getSimplifiedMarkets: {
    methods: ["simplified-markets"],
    official: ({ official }) => official.getSimplifiedMarkets("Mg=="),
    ours: (scene) => ask(scene, "simplified-markets", { next_cursor: "Mg==" }),
  },
  getSamplingMarkets: {
    methods: ["sampling-markets"],
    official: ({ official }) => official.getSamplingMarkets(),
    ours: (scene) => ask(scene, "sampling-markets"),
  },
  getSamplingSimplifiedMarkets: {
    methods: ["sampling-simplified-markets"],
    official: ({ official }) => official.getSamplingSimplifiedMarkets(),
    ours: (scene) => ask(scene, "sampling-simplified-markets"),
  },
  getMarket: {
    methods: ["market"],
    official: ({ official }) => official.getMarket(CONDITIONS[1]),
    ours: (scene) => ask(scene, "market", { condition_id: CONDITIONS[1] }),
  },
  getClobMarketInfo: {
    methods: ["clob-market"],
    official: ({ official }) => official.getClobMarketInfo(CONDITIONS[1]),
    ours: (scene) => ask(scene, "clob-market", { condition_id: CONDITIONS[1] }),
  },
  getOrderBook: {
    methods: ["book"],
    official: ({ official }) => official.getOrderBook(OTHER),
    ours: (scene) => ask(scene, "book", { token_id: OTHER }),
  },
  getOrderBooks: {
    methods: ["books"],
    official: ({ official }) => official.getOrderBooks(BOTH),
    ours: (scene) => ask(scene, "books", { token_ids: TOKEN_IDS }),
  },
  getOrderBookHash: {
    methods: ["book"],
    official: async ({ official }) => official.getOrderBookHash(await official.getOrderBook(TOKEN)),
    ours: async (scene) => computeBookHash((await ask(scene, "book", { token_id: TOKEN })) as never),
  },
  getTickSize: {
    methods: ["tick-size"],
    official: ({ official }) => official.getTickSize(TOKEN),
    ours: (scene) => askField(scene, "tick-size", "minimum_tick_size", { token_id: TOKEN }),
  },
  getNegRisk: {
    methods: ["neg-risk"],
    official: ({ official }) => official.getNegRisk(RACE_TOKEN),
    ours: (scene) => askField(scene, "neg-risk", "neg_risk", { token_id: RACE_TOKEN }),
  },
  getFeeRateBps: {
    methods: ["fee-rate"],
    official: ({ official }) => official.getFeeRateBps(TOKEN),
    ours: (scene) => askField(scene, "fee-rate", "base_fee", { token_id: TOKEN }),
  },
  getFeeExponent: {
    methods: ["market-by-token", "clob-market"],
    official: ({ official }) => official.getFeeExponent(TOKEN),
    ours: async (scene) => {
      const condition_id = await askField(scene, "market-by-token", "condition_id", { token_id: TOKEN });
      return ((await askField(scene, "clob-market", "fd", { condition_id })) as { e: number }).e;
    },
  },
  getMidpoint: {
    methods: ["midpoint"],
    official: ({ official }) => official.getMidpoint(TOKEN),
    ours: (scene) => ask(scene, "midpoint", { token_id: TOKEN }),
  },
  getMidpoints: {
    methods: ["midpoints"],
    official: ({ official }) => official.getMidpoints(BOTH),
    ours: (scene) => ask(scene, "midpoints", { token_ids: TOKEN_IDS }),
  },
  getPrice: {
    methods: ["price"],
    official: ({ official }) => official.getPrice(TOKEN, "SELL"),
    ours: (scene) => ask(scene, "price", { token_id: TOKEN, side: "SELL" }),
  },
  getPrices: {
    methods: ["prices"],
    official: ({ official }) => official.getPrices(BOTH.flatMap((one) => [one, { ...one, side: Side.SELL }])),
    ours: (scene) => ask(scene, "prices", { token_ids: TOKEN_IDS }),
  },
  getSpread: {
    methods: ["spread"],
    official: ({ official }) => official.getSpread(TOKEN),
    ours: (scene) => ask(scene, "spread", { token_id: TOKEN }),
  },
  getSpreads: {
    methods: ["spreads"],
    official: ({ official }) => official.getSpreads(BOTH),
    ours: (scene) => ask(scene, "spreads", { token_ids: TOKEN_IDS }),
  },
  getLastTradePrice: {
    methods: ["last-trade-price"],
    official: ({ official }) => official.getLastTradePrice(TOKEN),
    ours: (scene) => ask(scene, "last-trade-price", { token_id: TOKEN }),
  },
  getLastTradesPrices: {
    methods: ["last-trades-prices"],
    official: ({ official }) => official.getLastTradesPrices(BOTH),
    ours: (scene) => ask(scene, "last-trades-prices", { token_ids: TOKEN_IDS }),
  },
  getPricesHistory: {
    methods: ["prices-history"],
    official: ({ official }) =>
      official.getPricesHistory({ market: OTHER, interval: PriceHistoryInterval.ONE_DAY, fidelity: 2 }),
    ours: (scene) => ask(scene, "prices-history", { token_id: OTHER, interval: "1d", fidelity: 2 }),
  },
  getMarketTradesEvents: {
    methods: ["live-activity"],
    official: ({ official }) => official.getMarketTradesEvents(CONDITIONS[0]),
    ours: (scene) => ask(scene, "live-activity", { condition_id: CONDITIONS[0] }),
  },
  getCurrentRewards: {
    methods: ["current-rewards"],
    official: ({ official }) => official.getCurrentRewards(),
    ours: (scene) => askAll(scene, "current-rewards"),
  },
  getRawRewardsForMarket: {
    methods: ["market-rewards"],
    official: ({ official }) => official.getRawRewardsForMarket(CONDITIONS[0]),
    ours: (scene) => askAll(scene, "market-rewards", { condition_id: CONDITIONS[0] }),
  },
  getBuilderTrades: {
    methods: ["builder-trades"],
    prepare: (scene) => void scene.place({ price: 0.53, size: 60, builder: BUILDER }),
    official: ({ official }) => official.getBuilderTrades({ builder_code: BUILDER, after: String(NOW_MS / 1000 - 1) }),
    ours: async (scene) => {
      const { data, ...rest } = (await ask(scene, "builder-trades", {
        builder_code: BUILDER,
        after: NOW_MS / 1000 - 1,
      })) as { data: unknown };
      return { trades: data, ...rest };
    },
  },
};
