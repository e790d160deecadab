import { tokenIdOf } from "./sim-order.ts";
import type { MakerFill, SimTrade, TradeState } from "./sim-trade.ts";

/** After so long a match has a transaction, and after so long it is final. */
export interface SettlementTimes {
  minedMs: number;
  confirmedMs: number;
}

const TRADES_MAX = 100_000;

/**
 * What becomes of matches: MATCHED, then MINED, then CONFIRMED, or FAILED in place of that. What a party gives is gone with the match;
 * what it gets is there only once the trade is confirmed; a failed trade gives back.
 */
export class Settlement {
  readonly trades: SimTrade[] = [];
  readonly times: SettlementTimes = { minedMs: 100, confirmedMs: 200 };
  /** So many of the next matches fail instead of being mined. */
  failNext = 0;
  private open: { readonly trade: SimTrade; readonly fails: boolean }[] = [];

  constructor(private readonly tell: (trade: SimTrade, nowMs: number) => void) {}

  match(trade: SimTrade, nowMs: number): void {
    this.trades.push(trade);
    if (this.trades.length > TRADES_MAX) this.trades.shift();
    const fails = this.failNext > 0;
    if (fails) this.failNext--;
    this.open.push({ trade, fails });
    for (const party of partiesOf(trade)) move(party, "give", 1);
    this.tell(trade, nowMs);
  }

  advance(nowMs: number): void {
    const { minedMs, confirmedMs } = this.times;
    this.open = this.open.filter(({ trade, fails }) => {
      const age = nowMs - trade.matchedMs;
      if (trade.state === "MATCHED" && age >= minedMs) this.step(trade, fails ? "FAILED" : "MINED", nowMs);
      if (trade.state === "MINED" && age >= confirmedMs) this.step(trade, "CONFIRMED", nowMs);
      return trade.state !== "CONFIRMED" && trade.state !== "FAILED";
    });
  }

  private step(trade: SimTrade, state: TradeState, nowMs: number): void {
    trade.state = state;
    trade.updatedMs = nowMs;
    if (state === "MINED") trade.transactionHash = `0x${trade.id.replaceAll("-", "").repeat(2)}`;
    if (state === "CONFIRMED") for (const party of partiesOf(trade)) move(party, "get", 1);
    if (state === "FAILED") for (const party of partiesOf(trade)) move(party, "give", -1);
    this.tell(trade, nowMs);
  }
}

type Party = Pick<MakerFill, "size" | "price" | "token" | "side"> & {
  readonly key: NonNullable<SimTrade["takerKey"]>;
  readonly trade: SimTrade;
  readonly fee: number;
};

function partiesOf(trade: SimTrade): Party[] {
  const { size, price, token, side, fee, takerKey } = trade;
  const taker = takerKey ? [{ size, price, token, side, fee, key: takerKey, trade }] : [];
  const makers = trade.makers.flatMap((maker) => {
    const { order } = maker;
    return order
      ? [{ size: maker.size, price: maker.price, token: maker.token, side: maker.side, fee: 0, key: order.key, trade }]
      : [];
  });
  return [...taker, ...makers];
}

/** A BUY gives dollars with the fee and gets contracts; a SELL gives contracts and gets dollars without the fee. */
function move({ key, trade, size, price, token, side, fee }: Party, what: "give" | "get", sign: 1 | -1): void {
  const { account } = key;
  const cash = Math.floor((size * price) / 10_000);
  const isCash = (side === "BUY") === (what === "give");
  const amount = (isCash ? cash + (side === "BUY" ? fee : -fee) : size) * (what === "give" ? -sign : sign);
  if (isCash) account.collateral += amount;
  else account.moveTokens(tokenIdOf({ market: trade.market, token }), amount);
}
