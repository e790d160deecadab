import { ASK, BID } from "@augury/sim-kit";
import { encodeLevels, toWireBands } from "../market-frames.ts";
import { countText, priceText, timeText } from "../number-text.ts";
import type { MarketStatus, SimMarket } from "../sim-market.ts";

/** List filters use other words than the field itself (kalshi.md section 6.3). */
export const STATUS_FILTERS: Readonly<Record<string, readonly MarketStatus[]>> = {
  unopened: ["initialized"],
  open: ["active"],
  paused: ["inactive"],
  closed: ["closed", "determined"],
  settled: ["finalized"],
};

/** A market as REST reads it (kalshi.md section 6.1). */
export function marketBody(market: SimMarket): object {
  const { spec } = market;
  const close = timeText(market.closeTimeMs * 1000);
  return {
    can_close_early: true,
    close_time: close,
    created_time: timeText(spec.openTimeMs * 1000),
    early_close_condition: "This market closes when its outcome is known.",
    event_ticker: spec.event.ticker,
    exchange_index: 0,
    expected_expiration_time: close,
    expiration_time: close,
    expiration_value: market.result,
    last_price_dollars: priceText(market.lastPrice),
    latest_expiration_time: close,
    market_type: "binary",
    no_sub_title: spec.noSubTitle,
    notional_value_dollars: "1.0000",
    occurrence_datetime: close,
    open_interest_fp: countText(market.openInterest),
    open_time: timeText(spec.openTimeMs * 1000),
    previous_price_dollars: "0.0000",
    previous_yes_ask_dollars: "0.0000",
    previous_yes_bid_dollars: "0.0000",
    price_level_structure: market.structure,
    price_ranges: toWireBands(market.bands),
    result: market.result,
    rules_primary: spec.rules,
    rules_secondary: "",
    settlement_timer_seconds: 1,
    ...(market.result !== "" && { settlement_value_dollars: market.result === "yes" ? "1.0000" : "0.0000" }),
    ...(market.settledUs !== undefined && { settlement_ts: timeText(market.settledUs) }),
    status: market.status,
    strike_type: "custom",
    custom_strike: {},
    ticker: spec.ticker,
    title: spec.title,
    updated_time: timeText(market.updatedUs),
    volume_24h_fp: countText(market.volume),
    volume_fp: countText(market.volume),
    yes_sub_title: spec.yesSubTitle,
    ...quoteBody(market),
  };
}

function quoteBody(market: SimMarket): object {
  const bid = market.bids.best();
  const ask = market.asks.best();
  return {
    no_ask_dollars: priceText(bid === undefined ? 10_000 : 10_000 - bid),
    no_bid_dollars: priceText(ask === undefined ? 0 : 10_000 - ask),
    yes_ask_dollars: priceText(ask ?? 10_000),
    yes_ask_size_fp: countText(ask === undefined ? 0 : market.ladder(ASK).sizeAt(ask)),
    yes_bid_dollars: priceText(bid ?? 0),
    yes_bid_size_fp: countText(bid === undefined ? 0 : market.ladder(BID).sizeAt(bid)),
  };
}

/** Both sides are arrays here, even when empty; ascending, best last (kalshi.md section 8). `depth` ≤ 0 means all. */
export function orderbookBody(market: SimMarket, depth: number): object {
  const cut = (text: string) => {
    const levels = JSON.parse(text) as unknown[];
    return depth > 0 ? levels.slice(-depth) : levels;
  };
  return { no_dollars: cut(encodeLevels(market.asks, "no")), yes_dollars: cut(encodeLevels(market.bids, "yes")) };
}
