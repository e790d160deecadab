import { Prng } from "@augury/core";

/** One invented coin. Numbers are of its supply and its price in dollars when the world began. */
export interface SimCoin {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
  /** CoinMarketCap's number. */
  readonly number: number;
  readonly supply: number;
  readonly price: number;
}

const DAY_MS = 86_400_000;
/** Dollars per unit, fixed: a simulated market needs no currency market. */
const DOLLARS: Readonly<Record<string, number>> = { usd: 1, eur: 1.1, btc: 60_000 };
const COINS: readonly SimCoin[] = [
  { id: "bitcoin", symbol: "btc", name: "Bitcoin", number: 1, supply: 19_800_000, price: 60_000 },
  { id: "ethereum", symbol: "eth", name: "Ethereum", number: 1027, supply: 120_000_000, price: 2_500 },
  { id: "solana", symbol: "sol", name: "Solana", number: 5426, supply: 480_000_000, price: 140 },
  { id: "ripple", symbol: "xrp", name: "XRP", number: 52, supply: 55_000_000_000, price: 0.6 },
  { id: "dogecoin", symbol: "doge", name: "Dogecoin", number: 74, supply: 145_000_000_000, price: 0.12 },
];

/** A market of a few coins that all three fake sources tell of: what one says of a time, every other one says, too. */
export class CoinWorld {
  readonly coins = COINS;
  private readonly phases: readonly number[];

  constructor(seed: number) {
    const random = new Prng(seed ^ 0x636f);
    this.phases = COINS.map(() => random.next() * Math.PI * 2);
  }

  /** Dollars at a time: two waves around the first price, so that history and present always agree. */
  price(coin: SimCoin, timeMs: number): number {
    const phase = this.phases[COINS.indexOf(coin)] ?? 0;
    const days = timeMs / DAY_MS;
    return coin.price * (1 + 0.1 * Math.sin(days / 9 + phase) + 0.02 * Math.sin(days * 5 + phase * 3));
  }

  /** Percent by which the price differs from the one `ms` before. */
  change(coin: SimCoin, timeMs: number, ms: number): number {
    return (this.price(coin, timeMs) / this.price(coin, timeMs - ms) - 1) * 100;
  }

  marketCap(coin: SimCoin, timeMs: number): number {
    return this.price(coin, timeMs) * coin.supply;
  }

  volume(coin: SimCoin, timeMs: number): number {
    return this.marketCap(coin, timeMs) * 0.04;
  }

  total(of: "marketCap" | "volume", timeMs: number): number {
    return COINS.reduce((sum, coin) => sum + this[of](coin, timeMs), 0);
  }

  /** Percent of the whole market. */
  share(coin: SimCoin, timeMs: number): number {
    return (this.marketCap(coin, timeMs) / this.total("marketCap", timeMs)) * 100;
  }

  /** The day's mood, 0 to 100, and its name. */
  mood(timeMs: number): { readonly value: number; readonly name: string } {
    const value = Math.round(50 + 45 * Math.sin(Math.floor(timeMs / DAY_MS) / 11));
    const names = ["Extreme Fear", "Fear", "Neutral", "Greed", "Extreme Greed"];
    return { value, name: names[Math.min(4, Math.floor(value / 20))] ?? "Neutral" };
  }

  find(word: string): SimCoin | undefined {
    const plain = word.toLowerCase();
    return COINS.find(({ id, symbol, number }) => id === plain || symbol === plain || String(number) === plain);
  }
}

/** Returns dollars in another currency; `undefined` for one that is not known. */
export function inCurrency(dollars: number, currency: string): number | undefined {
  const rate = DOLLARS[currency.toLowerCase()];
  return rate === undefined ? undefined : dollars / rate;
}

export const CURRENCIES: readonly string[] = Object.keys(DOLLARS);
export const HOUR_MS = DAY_MS / 24;
export { DAY_MS };
