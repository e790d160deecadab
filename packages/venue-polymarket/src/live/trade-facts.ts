import { type CashMicros, cashMicros } from "@augury/core";
import { computeFee, type InstrumentTable, type Listing, type OrderFact } from "@augury/model";
import type { TradePart } from "./trade-parts.ts";

/** Returns the fee that the market's own schedule asks for; none where the token is not one of the run's. */
export function feeOf(table: InstrumentTable, { liquidity, price, side, size, tokenId }: TradePart): CashMicros {
  const instrument = table.find("polymarket", tokenId);
  return instrument ? computeFee(instrument.fees, { price, size, side, liquidity }) : cashMicros(0);
}

/** Returns the fills of trades by order. A failed trade was a fill all the same: its settlement takes it back. */
export function fillsByOrder(table: InstrumentTable, parts: readonly TradePart[]): Listing[] {
  const byOrder = new Map<string, OrderFact[]>();
  for (const part of parts) {
    const { id, liquidity, orderId, price, size } = part;
    const facts = byOrder.get(orderId) ?? [{ kind: "accepted" }];
    facts.push({ kind: "fill", fill: { id, size, price, fee: feeOf(table, part), liquidity } });
    byOrder.set(orderId, facts);
  }
  return [...byOrder].map(([key, facts]) => ({ key, facts }));
}
