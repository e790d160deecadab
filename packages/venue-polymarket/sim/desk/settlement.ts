import { type SimOrder, tokenIdOf } from "./sim-order.ts";
import type { MakerFill, SimTrade, TradeState } from "./sim-trade.ts";

/** After so long a match has a transaction, and after so long it is final; what is tried again takes so long each time. */
export interface SettlementTimes {
  minedMs: number;
  confirmedMs: number;
  retriedMs: number;
}

/** The states that a match goes through, the last of them final; `firstMs` is how long the first takes where the usual time is not meant. */
export interface Course {
  readonly states: readonly TradeState[];
  readonly firstMs?: number;
}

interface OpenTrade {
  readonly trade: SimTrade;
  readonly states: TradeState[];
  readonly firstMs: number | undefined;
  sinceMs: number;
}

const TRADES_MAX = 100_000;
const USUAL: Course = { states: ["MINED", "CONFIRMED"] };
const FAILING: Course = { states: ["FAILED"] };

/**
 * What becomes of matches: MATCHED, then MINED, then CONFIRMED; on the way RETRYING, and FAILED in place of the end (polymarket.md
 * section 11). What a party gives is gone with the match; what it gets is there only once the trade is confirmed; a failed trade gives back.
 */
export class Settlement {
  readonly trades: SimTrade[] = [];
  readonly times: SettlementTimes = { minedMs: 100, confirmedMs: 200, retriedMs: 1_000 };
  /** So many of the next matches fail instead of being mined. */
  failNext = 0;
  /** Decides the course of a new match; `undefined` is the usual one. */
  courseOf: () => Course | undefined = () => undefined;
  private open: OpenTrade[] = [];

  constructor(private readonly tell: (trade: SimTrade, nowMs: number) => void) {}

  /** Trades that are neither confirmed nor failed. */
  get pendingCount(): number {
    return this.open.length;
  }

  match(trade: SimTrade, nowMs: number): void {
    this.trades.push(trade);
    if (this.trades.length > TRADES_MAX) this.trades.shift();
    const { states, firstMs } = this.takeCourse();
    this.open.push({ trade, states: [...states], firstMs, sinceMs: trade.matchedMs });
    for (const party of partiesOf(trade)) move(party, "give", 1);
    this.tell(trade, nowMs);
  }

  advance(nowMs: number): void {
    this.open = this.open.filter((one) => {
      for (let next = one.states[0]; next; next = one.states[0]) {
        const dueMs = one.sinceMs + this.waitFor(next, one);
        if (dueMs > nowMs) return true;
        one.states.shift();
        one.sinceMs = dueMs;
        this.step(one.trade, next, nowMs);
      }
      return false;
    });
  }

  private takeCourse(): Course {
    if (this.failNext === 0) return this.courseOf() ?? USUAL;
    this.failNext--;
    return FAILING;
  }

  private waitFor(next: TradeState, { trade, firstMs }: OpenTrade): number {
    const { confirmedMs, minedMs, retriedMs } = this.times;
    if (trade.state === "RETRYING" || next === "RETRYING") return retriedMs;
    if (trade.state === "MATCHED") return firstMs ?? minedMs;
    return Math.max(0, confirmedMs - minedMs);
  }

  private step(trade: SimTrade, state: TradeState, nowMs: number): void {
    trade.state = state;
    trade.updatedMs = nowMs;
    // Another try is another transaction.
    if (state === "MINED") trade.transactionHash = hashOf(trade, ++trade.attempts);
    if (state === "CONFIRMED") for (const party of partiesOf(trade)) move(party, "get", 1);
    if (state === "FAILED") for (const party of partiesOf(trade)) move(party, "give", -1);
    this.tell(trade, nowMs);
  }
}

function hashOf({ id }: SimTrade, attempt: number): string {
  const digits = id.replaceAll("-", "");
  return `0x${digits}${digits.slice(8)}${attempt.toString(16).padStart(8, "0")}`;
}

type Party = Pick<MakerFill, "size" | "price" | "token" | "side"> & {
  readonly wallet: SimOrder["wallet"];
  readonly trade: SimTrade;
  readonly fee: number;
};

function partiesOf(trade: SimTrade): Party[] {
  const { taker } = trade;
  return [...(taker ? [takerOf(trade, taker)] : []), ...trade.makers.flatMap((maker) => makerOf(trade, maker))];
}

function takerOf(trade: SimTrade, { wallet }: SimOrder): Party {
  const { size, price, token, side, fee } = trade;
  return { size, price, token, side, fee, wallet, trade };
}

function makerOf(trade: SimTrade, { size, price, token, side, order }: MakerFill): Party[] {
  return order ? [{ size, price, token, side, fee: 0, wallet: order.wallet, trade }] : [];
}

/** A BUY gives dollars with the fee and gets contracts; a SELL gives contracts and gets dollars without the fee. */
function move({ wallet, trade, size, price, token, side, fee }: Party, what: "give" | "get", sign: 1 | -1): void {
  const cash = Math.floor((size * price) / 10_000);
  const isCash = (side === "BUY") === (what === "give");
  const amount = (isCash ? cash + (side === "BUY" ? fee : -fee) : size) * (what === "give" ? -sign : sign);
  if (isCash) wallet.collateral += amount;
  else wallet.moveTokens(tokenIdOf({ market: trade.market, token }), amount);
}
