import { ASK, BID } from "@augury/sim-kit";
import { type AccessKey, FakeKalshi, KalshiExchange } from "@augury/venue-kalshi/sim";

export const TICKERS = ["KXA-26DEC-A", "KXA-26DEC-B", "KXA-26DEC-C"];

/** A venue whose books stand still until the test moves them. Without keys none may connect. */
export function startStillKalshi(keys: readonly AccessKey[] = []): FakeKalshi {
  const exchange = new KalshiExchange(1);
  const series = {
    ticker: "KXA",
    title: "S",
    category: "Climate",
    feeType: "quadratic_with_maker_fees",
    feeMultiplier: 1,
  } as const;
  const event = { ticker: "KXA-26DEC", series, title: "E", subTitle: "", mutuallyExclusive: true };
  const nowMs = Date.now();
  for (const ticker of TICKERS) {
    const market = exchange.addMarket(
      {
        ticker,
        marketId: `id-${ticker}`,
        event,
        title: ticker,
        yesSubTitle: "Yes",
        noSubTitle: "No",
        rules: "",
        structure: "linear_cent",
        bands: [{ start: 0, end: 10_000, step: 100 }],
        openTimeMs: nowMs - 1e6,
        closeTimeMs: nowMs + 1e9,
      },
      nowMs * 1000,
    );
    const levels = [
      { side: BID, price: 4000, size: 50_000_000 },
      { side: ASK, price: 4500, size: 70_000_000 },
    ] as const;
    exchange.seedBook(market, levels, nowMs * 1000);
  }
  return FakeKalshi.start({ port: 0, exchange, keys });
}
