import type { SimTrade } from "../desk/sim-trade.ts";
import type { TradeEcho } from "../market-frames.ts";
import type { SimMarket, TokenIndex } from "../sim-market.ts";
import type { SimWorld } from "../sim-world.ts";
import { partiesOf } from "./people.ts";

/** One party's part in a trade. Price in PriceTicks, size in micros of a contract. */
export interface LedgerFill {
  readonly market: SimMarket;
  readonly token: TokenIndex;
  readonly side: "BUY" | "SELL";
  readonly price: number;
  readonly size: number;
  readonly timeMs: number;
  readonly hash: string;
  readonly wallet: string;
  readonly isTaker: boolean;
  /** Dollars in micros, of takers among the accounts. */
  readonly fee: number;
}

/** How far a trade's print may be from its match: each frame has a millisecond of its own. */
const PRINT_DELAY_MS = 50;

/**
 * Returns every fill that the Data API shows, newest first: the markets' last prints, each with its taker and its maker, and the accounts'
 * trades, each party with its own wallet. Prints of accounts' trades are theirs; matches that failed never were.
 */
export function readLedger(world: SimWorld): LedgerFill[] {
  const own = new Map<SimMarket, SimTrade[]>();
  for (const trade of world.desk.settlement.trades) {
    if (trade.state === "FAILED") continue;
    const list = own.get(trade.market) ?? [];
    own.set(trade.market, list);
    list.push(trade);
  }
  const fills: LedgerFill[] = [];
  for (const market of world.exchange.markets) {
    const trades = own.get(market) ?? [];
    for (const trade of trades) fills.push(...fillsOfTrade(trade));
    for (const print of market.trades)
      if (!trades.some((trade) => isPrintOf(print, trade))) fills.push(...fillsOfPrint(market, print));
  }
  return fills.sort((a, b) => b.timeMs - a.timeMs);
}

function isPrintOf({ timestampMs, size, token, priceText }: TradeEcho, trade: SimTrade): boolean {
  const price = Math.round(Number(priceText) * 10_000);
  const same = token === trade.token ? price === trade.price : price === 10_000 - trade.price;
  const delayMs = timestampMs - trade.matchedMs;
  return same && size === trade.size && delayMs >= 0 && delayMs <= PRINT_DELAY_MS;
}

function fillsOfPrint(market: SimMarket, print: TradeEcho): LedgerFill[] {
  const [taker, maker] = partiesOf(print.transactionHash);
  const { token, side, size, timestampMs: timeMs, transactionHash: hash } = print;
  const fill = { market, token, side, price: Math.round(Number(print.priceText) * 10_000), size, timeMs, hash, fee: 0 };
  return [
    { ...fill, wallet: taker.wallet, isTaker: true },
    { ...fill, wallet: maker.wallet, isTaker: false, side: side === "BUY" ? "SELL" : "BUY" },
  ];
}

function fillsOfTrade(trade: SimTrade): LedgerFill[] {
  const { market, matchedMs: timeMs } = trade;
  const hash = trade.transactionHash || `0x${trade.id.replaceAll("-", "").repeat(2)}`;
  const { token, side, price, size, fee } = trade;
  const taken = {
    market,
    token,
    side,
    price,
    size,
    timeMs,
    hash,
    wallet: trade.takerAddress.toLowerCase(),
    isTaker: true,
    fee,
  };
  const made = trade.makers.map((maker) => ({
    market,
    token: maker.token,
    side: maker.side,
    price: maker.price,
    size: maker.size,
    timeMs,
    hash,
    wallet: maker.address.toLowerCase(),
    isTaker: false,
    fee: 0,
  }));
  return [taken, ...made];
}
