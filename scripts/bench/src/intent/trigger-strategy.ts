import { type PriceTicks, sizeMicros } from "@augury/core";
import type { Intent } from "@augury/model";
import { NO_INTENTS, type Strategy, type StrategyContext } from "@augury/strategy";
import { NO_PRICE, SlotKind } from "@augury/wire";
import type { FireLog } from "./fire-log.ts";
import { contractsOf, isTrigger } from "./trigger-rule.ts";

const MICROS = 1e6;
/** Longer than any queue here: a run must not miss an order because a disk was slow. */
const DEADLINE_US = 60_000_000;

/** The benched strategy on our contract: when a book's best prices change, now and then buy at the ask. */
export class TriggerStrategy implements Strategy {
  readonly name = "trigger";
  readonly instruments: readonly number[];
  private readonly lastBid: Int32Array;
  private readonly lastAsk: Int32Array;

  constructor(
    instruments: number,
    private readonly log: FireLog,
  ) {
    this.instruments = Array.from({ length: instruments }, (_, index) => index);
    this.lastBid = new Int32Array(instruments).fill(NO_PRICE);
    this.lastAsk = new Int32Array(instruments).fill(NO_PRICE);
  }

  onEvent(context: StrategyContext): readonly Intent[] {
    const { books, instrument, kind } = context;
    if (kind !== SlotKind.bookDelta && kind !== SlotKind.snapshotEnd) return NO_INTENTS;
    const bid = books.bestBid(instrument);
    const ask = books.bestAsk(instrument);
    if (bid === this.lastBid[instrument] && ask === this.lastAsk[instrument]) return NO_INTENTS;
    this.lastBid[instrument] = bid;
    this.lastAsk[instrument] = ask;
    if (kind !== SlotKind.bookDelta || !isTrigger(instrument, bid, ask, this.log.every)) return NO_INTENTS;
    return context.isTrusted(instrument) ? this.fire(context, ask as PriceTicks) : NO_INTENTS;
  }

  private fire(context: StrategyContext, price: PriceTicks): readonly Intent[] {
    const { books, instrument, nowUs } = context;
    const size = sizeMicros(contractsOf(this.log.fired) * MICROS);
    this.log.fire(instrument, price, books.books.receivedTimeUs(books.bookIndex(instrument)));
    const epoch = context.epoch(instrument);
    const leg = { instrument, side: "buy", price, size, timeInForce: "IOC", postOnly: false, epoch } as const;
    return [{ kind: "place", reason: "operator", numbers: [], legs: [leg], deadlineUs: nowUs + DEADLINE_US }];
  }
}
