import { notionalUp, type PriceTicks, sizeMicros } from "@augury/core";
import { boundFee, type InstrumentTable, type IntentLeg, type VenueName } from "@augury/model";
import type { Claim } from "./claim.ts";
import { type Exposure, worstOf } from "./exposure.ts";
import type { RiskView } from "./risk-view.ts";

/** Orders that push one position the same way, added up. */
interface Push {
  size: number;
  cost: number;
  dearest: number;
  fees: number;
  /** Settled contracts of the other outcome: closing them needs no cash. */
  readonly covered: number;
}

/**
 * The cash that a venue's open orders and an intent's legs may take when all of them fill: what they pay, with the fee of a taker. Where
 * outcomes net, contracts that close settled ones of the other outcome need none; which ones close is not known, so what is left over
 * counts at the dearest price among them.
 */
export class CashNeed {
  constructor(
    private readonly table: InstrumentTable,
    private readonly exposure: Exposure,
  ) {}

  /** Returns the need in CashMicros. */
  at(venue: VenueName, legs: readonly IntentLeg[], view: RiskView): number {
    const pushes = new Map<string, Push>();
    for (const order of view.orders()) this.add(pushes, venue, worstOf(order), view);
    for (const leg of legs) this.add(pushes, venue, leg, view);
    let need = 0;
    for (const push of pushes.values()) need += needOf(push);
    return need;
  }

  private add(pushes: Map<string, Push>, venue: VenueName, claim: Claim, view: RiskView): void {
    const { bookIndex, fees, index, venue: own } = this.table.list[claim.instrument];
    if (own !== venue || !this.exposure.adds(claim)) return;
    const key = `${this.exposure.nets(index) ? bookIndex : index} ${this.exposure.outcomeBought(claim)}`;
    let push = pushes.get(key);
    if (!push) {
      push = { size: 0, cost: 0, dearest: 0, fees: 0, covered: this.coveredFor(claim, view) };
      pushes.set(key, push);
    }
    const price = this.exposure.priceTowards(claim);
    push.size += claim.size;
    push.cost += notionalUp(price, claim.size);
    push.dearest = Math.max(push.dearest, price);
    push.fees += boundFee(fees, fees.takerPpm, claim.price, claim.size);
  }

  private coveredFor({ instrument, side }: Claim, view: RiskView): number {
    if (!this.exposure.nets(instrument)) return 0;
    const closed = side === "sell" ? instrument : this.table.list[instrument].mirrorIndex;
    return closed === undefined ? 0 : Math.max(0, view.sellable(closed));
  }
}

function needOf({ cost, covered, dearest, fees, size }: Push): number {
  const opened = sizeMicros(Math.max(0, size - covered));
  return fees + (covered === 0 ? cost : Math.min(cost, notionalUp(dearest as PriceTicks, opened)));
}
