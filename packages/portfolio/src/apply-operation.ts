import { PRICE_TICKS_PER_DOLLAR } from "@augury/core";
import type { Ledger } from "./ledger.ts";
import type { ConvertOperation, Operation, PairOperation } from "./operation.ts";

/** Splits and merges value both outcomes alike: what they cost together is known, what each cost is not. */
const HALF = PRICE_TICKS_PER_DOLLAR / 2;

/** Books an operation's cost and profit. */
export function applyOperation(ledger: Ledger, operation: Operation): void {
  switch (operation.kind) {
    case "trade":
      ledger.trade(operation);
      break;
    case "redeem": {
      const { instrument, size, payout } = operation;
      ledger.trade({ instrument, side: "sell", price: payout, size, fee: 0 });
      break;
    }
    case "convert":
      convert(ledger, operation);
      break;
    default:
      pair(ledger, operation);
  }
}

function pair(ledger: Ledger, { kind, yes, no, size }: PairOperation): void {
  const sign = kind === "split" ? 1 : -1;
  const first = Math.ceil(size / 2);
  ledger.exchange({ instrument: yes, change: sign * size, price: HALF, cash: -sign * first });
  ledger.exchange({ instrument: no, change: sign * size, price: HALF, cash: -sign * (size - first) });
}

/**
 * A conversion earns nothing by itself: what the NO cost, less the dollars that come back, becomes the cost of the YES. Where more comes
 * back than they cost, the YES are free and the rest is profit.
 */
function convert(ledger: Ledger, { no, yes, size }: ConvertOperation): void {
  const back = (no.length - 1) * size;
  const costs = no.map((instrument) => ledger.costOf(instrument, size));
  const paid = costs.reduce((sum, cost) => sum + cost, 0);
  const profit = Math.max(0, back - paid);
  for (const [at, instrument] of no.entries()) {
    const cash = (costs[at] as number) + (at === 0 ? profit : 0);
    ledger.exchange({ instrument, change: -size, price: 0, cash });
  }
  let left = Math.max(0, paid - back);
  for (const [at, instrument] of yes.entries()) {
    const share = Math.floor(left / (yes.length - at));
    left -= share;
    ledger.exchange({ instrument, change: size, price: 0, cash: -share });
  }
}
