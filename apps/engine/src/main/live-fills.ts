import type { CashMicros, PriceTicks, SizeMicros } from "@augury/core";
import type { Booked } from "@augury/portfolio";
import type { ToldSettlement } from "@augury/wire";
import type { FillView } from "../api/view/fill-views.ts";
import type { RowQuery } from "../api/view/order-views.ts";
import { BoundedList } from "./bounded-list.ts";
import { LEDGER_ROWS_MAX, ledgerPage } from "./ledger-page.ts";
import type { LedgerSlot } from "./ledger-slot.ts";

type LiveFill = { -readonly [Key in keyof FillView]: FillView[Key] };

/** Our trades with how far each has settled: one row a trade, at the number of its first telling. */
export class LiveFills {
  readonly rows = new BoundedList<LiveFill>(LEDGER_ROWS_MAX);
  /** Rows that wait for their end, by the trade's id; as many as the portfolio's pending operations. */
  private readonly pending = new Map<string, LiveFill>();

  /** Takes in a telling and what the portfolio made of it. Returns the row, `undefined` when the telling changed nothing. */
  take(told: ToldSettlement, booked: Booked, strategy: string, slot: LedgerSlot): FillView | undefined {
    const { id, state, operation } = told.observation;
    if (booked === "repeated" || booked === "contradiction" || booked === "too_old") return undefined;
    const known = this.pending.get(id);
    const row = known ?? newFill(told, strategy, slot);
    row.settlement = state;
    row.updatedUs = slot.timeUs;
    if (booked === "settled") row.fee = operation.fee as CashMicros;
    if (booked === "settled" || booked === "voided") this.pending.delete(id);
    else this.pending.set(id, row);
    if (!known) this.rows.push(row);
    return row;
  }

  /** One page, newest first. */
  find(query: RowQuery): FillView[] {
    return ledgerPage(this.rows, query);
  }
}

function newFill({ intentId, leg, observation }: ToldSettlement, strategy: string, slot: LedgerSlot): LiveFill {
  const { operation, state, happenedMs, liquidity = "taker" } = observation;
  return {
    number: slot.number,
    intentId,
    leg,
    strategy,
    instrument: operation.instrument,
    side: operation.side,
    price: operation.price as PriceTicks,
    size: operation.size as SizeMicros,
    fee: operation.fee as CashMicros,
    feeExpected: operation.fee as CashMicros,
    liquidity,
    settlement: state,
    happenedMs,
    timeUs: slot.timeUs,
    updatedUs: slot.timeUs,
  };
}
