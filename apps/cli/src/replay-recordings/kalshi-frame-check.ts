const decoder = new TextDecoder();
const TICKER = /"market_ticker":\s*"([^"]*)"/;
const MARKET_ID = /"market_id":\s*"([^"]+)"/;
const TIMES = /"ts":\s*"([^"]+)",\s*"ts_ms":\s*(\d+)/;
const TRADE_PRICES = /"yes_price_dollars":\s*"([^"]+)",\s*"no_price_dollars":\s*"([^"]+)"/;

/** What a Kalshi frame says twice and the feed reads once: both must be the same. */
export class KalshiFrameCheck {
  private readonly idOfTicker = new Map<string, string>();

  /** Returns what contradicts itself in a frame, if anything does. */
  check(bytes: Uint8Array): string | undefined {
    const text = decoder.decode(bytes);
    return this.checkMarket(text) ?? checkTimes(text) ?? checkPrices(text);
  }

  private checkMarket(text: string): string | undefined {
    const ticker = TICKER.exec(text)?.[1];
    const id = MARKET_ID.exec(text)?.[1];
    if (ticker === undefined || id === undefined) return undefined;
    const known = this.idOfTicker.get(ticker);
    if (known === undefined) this.idOfTicker.set(ticker, id);
    return known === undefined || known === id ? undefined : `market_id of ${ticker} was ${known}, is ${id}`;
  }
}

function checkTimes(text: string): string | undefined {
  const match = TIMES.exec(text);
  if (!match || Date.parse(match[1] as string) === Number(match[2])) return undefined;
  return `ts ${match[1]} is not ts_ms ${match[2]}`;
}

function checkPrices(text: string): string | undefined {
  const match = TRADE_PRICES.exec(text);
  if (!match || Math.round((Number(match[1]) + Number(match[2])) * 10_000) === 10_000) return undefined;
  return `yes and no price of a trade must make a dollar, were ${match[1]} and ${match[2]}`;
}
