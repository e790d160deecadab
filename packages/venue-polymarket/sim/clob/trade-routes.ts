import { keyRoute } from "../account/authenticate.ts";
import { sizeText } from "../desk/sim-order.ts";
import { roleIn, type SimTrade, tradeBody } from "../desk/sim-trade.ts";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { priceText } from "../text-ladder.ts";
import { json, refuse } from "./answer.ts";
import { pageOf } from "./page-of.ts";

/** Trades of accounts, of builders and of everybody. */
export const TRADE_ROUTES: readonly SimRoute[] = [
  keyRoute("GET /data/trades", (call, key) => {
    const own = call.world.desk.settlement.trades.flatMap((trade) => {
      const role = roleIn(trade, key);
      return role && isWanted(call, trade) ? [tradeBody(trade, role)] : [];
    });
    return pageOf(call, own.toReversed());
  }),
  {
    endpoint: "GET /builder/trades",
    answer: (call) => {
      const code = call.query.get("builder_code");
      if (!code || /^0x0*$/.test(code)) return refuse(400, "builder_code is required");
      const brought = call.world.desk.settlement.trades.filter((one) => one.builder === code && isWanted(call, one));
      return pageOf(call, brought.map(builderTradeBody));
    },
  },
  {
    endpoint: "GET /fees/builder-fees/{code}",
    answer: ({ world, params }) => {
      const fees = world.builders.get(params.code ?? "");
      if (!fees) return refuse(404, "builder not found");
      return json({ builder_maker_fee_rate_bps: fees.maker, builder_taker_fee_rate_bps: fees.taker });
    },
  },
  {
    endpoint: "GET /markets/live-activity/{condition_id}",
    answer: ({ world, params }) => {
      const market = world.exchange.findCondition(params.condition_id ?? "");
      if (!market) return refuse(404, "market not found");
      const { spec } = market;
      const events = market.trades.map((trade) => ({
        event_type: "trade",
        market: {
          condition_id: spec.conditionId,
          asset_id: spec.tokens[trade.token],
          question: spec.question,
          icon: "",
          slug: spec.slug,
        },
        user: {
          address: `0x${"5".repeat(40)}`,
          username: "someone",
          profile_picture: "",
          optimized_profile_picture: "",
          pseudonym: "Someone",
        },
        side: trade.side,
        size: sizeText(trade.size),
        fee_rate_bps: "0",
        price: trade.priceText,
        outcome: spec.outcomes[trade.token],
        outcome_index: trade.token,
        transaction_hash: trade.transactionHash,
        timestamp: String(Math.floor(trade.timestampMs / 1000)),
      }));
      return json(events.toReversed());
    },
  },
];

function isWanted({ query }: SimCall, trade: SimTrade): boolean {
  const { spec } = trade.market;
  const seconds = trade.matchedMs / 1000;
  const makers = [trade.takerAddress, ...trade.makers.map(({ address }) => address)].map((one) => one.toLowerCase());
  return (
    [null, trade.id].includes(query.get("id")) &&
    [null, spec.conditionId].includes(query.get("market")) &&
    [null, spec.tokens[trade.token]].includes(query.get("asset_id")) &&
    (query.get("maker_address") === null || makers.includes((query.get("maker_address") ?? "").toLowerCase())) &&
    seconds < Number(query.get("before") ?? Number.POSITIVE_INFINITY) &&
    seconds > Number(query.get("after") ?? 0)
  );
}

function builderTradeBody(trade: SimTrade) {
  const { spec } = trade.market;
  const cash = Math.floor((trade.size * trade.price) / 10_000);
  return {
    id: trade.id,
    tradeType: "TAKER",
    takerOrderHash: trade.takerOrderId,
    builder: trade.builder,
    market: spec.conditionId,
    assetId: spec.tokens[trade.token],
    side: trade.side,
    size: sizeText(trade.size),
    sizeUsdc: sizeText(cash),
    price: priceText(trade.price),
    status: trade.state,
    outcome: spec.outcomes[trade.token],
    outcomeIndex: trade.token,
    owner: trade.takerOwner,
    maker: trade.takerAddress,
    transactionHash: trade.transactionHash,
    matchTime: String(Math.floor(trade.matchedMs / 1000)),
    bucketIndex: 0,
    fee: "0",
    feeUsdc: sizeText(trade.fee),
    builderFee: "0",
    builderCode: trade.builder,
    err_msg: null,
    createdAt: new Date(trade.matchedMs).toISOString(),
    updatedAt: new Date(trade.updatedMs).toISOString(),
  };
}
