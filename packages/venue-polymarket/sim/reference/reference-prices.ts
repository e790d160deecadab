import { PriceWalk } from "./price-walk.ts";

/** What the world's walks begin at, in dollars. Symbols as PolyBolt spells them. */
const STARTS: Readonly<Record<string, number>> = {
  btcusd: 78_800,
  ethusd: 2_497,
  solusd: 142,
  xrpusd: 2.21,
  dogeusd: 0.187,
  bnbusd: 655,
  aapl: 316.1,
  nvda: 187.4,
  tsla: 412.9,
  eurusd: 1.1562,
  xauusd: 4_071,
};
const EQUITIES: ReadonlySet<string> = new Set(["aapl", "nvda", "tsla", "eurusd", "xauusd"]);

/** Prices that the fake venue's reference feeds tell: one random walk per symbol, from one seed. */
export class ReferencePrices {
  private readonly walks = new Map<string, PriceWalk>();

  constructor(
    private readonly seed: number,
    private readonly startMs: number,
  ) {}

  /** Symbols of the crypto or the equity feeds. */
  symbols(kind: "crypto" | "equity"): readonly string[] {
    return Object.keys(STARTS).filter((symbol) => EQUITIES.has(symbol) === (kind === "equity"));
  }

  /** Returns the walk of a symbol in any spelling ("btcusd", "btcusdt", "btc/usd"), `undefined` for one that nobody quotes. */
  walk(spelling: string): PriceWalk | undefined {
    const symbol = spelling.toLowerCase().replace("/", "").replace(/usdt$/, "usd");
    const start = STARTS[symbol];
    if (start === undefined) return undefined;
    const known = this.walks.get(symbol);
    if (known) return known;
    const walk = new PriceWalk(this.seed ^ (Bun.hash.crc32(symbol) | 0), start, this.startMs);
    this.walks.set(symbol, walk);
    return walk;
  }
}
