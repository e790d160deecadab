import type { OrderRequest, PaperVenue } from "@augury/execution";
import { type AmendRequest, isTerminal, type OrderReport, type ReasonCode } from "@augury/model";
import type { ExecutorGateway } from "./executor-gateway.ts";
import type { ExecutorOutlet, TradeOwner } from "./executor-outlet.ts";

/** An order at the paper venue, and how many of its fills were told. */
interface PaperOwner extends TradeOwner {
  fills: number;
}

/**
 * The paper venue with the settlements that a real one would tell: on paper a fill is settled as soon as it is heard of. It is told before
 * the report of it, so that whoever hears of the fill owns it already. Orders are named by their intents, and so are their trades: no two
 * executors of a process tell the same one.
 */
export class PaperSettlements implements ExecutorGateway {
  readonly venue: PaperVenue;
  private readonly owners = new Map<string, PaperOwner>();

  constructor(
    private readonly outlet: ExecutorOutlet,
    open: (report: (report: OrderReport, timeUs: number) => void) => PaperVenue,
  ) {
    this.venue = open((report, timeUs) => this.tell(report, timeUs));
  }

  submit(order: OrderRequest, nowUs: number): void {
    this.know(order);
    this.venue.submit(order, nowUs);
  }

  submitMany(orders: readonly OrderRequest[], nowUs: number): void {
    for (const order of orders) this.know(order);
    this.venue.submitMany(orders, nowUs);
  }

  amend(request: AmendRequest, nowUs: number): ReasonCode {
    return this.venue.amend(request, nowUs);
  }

  refuseAmend(request: AmendRequest, reason: ReasonCode, nowUs: number): void {
    this.venue.refuseAmend(request, reason, nowUs);
  }

  cancel(intentId: number, leg: number, nowUs: number): void {
    this.venue.cancel(intentId, leg, nowUs);
  }

  cancelByInstrument(instruments: readonly number[], reason: ReasonCode, nowUs: number): void {
    this.venue.cancelByInstrument(instruments, reason, nowUs);
  }

  cancelAll(reason: ReasonCode, nowUs: number): void {
    this.venue.cancelAll(reason, nowUs);
  }

  onSlot(i32: Int32Array, f64: Float64Array, base: number, consumedTimeUs: number): void {
    this.venue.onSlot(i32, f64, base, consumedTimeUs);
  }

  onTime(nowUs: number): void {
    this.venue.onTime(nowUs);
  }

  lost(): void {
    this.venue.lost();
  }

  private know(order: OrderRequest): void {
    const { intentId, leg, strategy } = order;
    const key = keyOf(order);
    if (!this.owners.has(key)) this.owners.set(key, { intentId, leg, strategy, fills: 0 });
  }

  private tell(report: OrderReport, timeUs: number): void {
    if (report.fillSize > 0) this.settle(report, timeUs);
    if (isTerminal(report.state)) this.owners.delete(keyOf(report));
    this.outlet.report(report, timeUs);
  }

  private settle(report: OrderReport, timeUs: number): void {
    const { fee, fillPrice, fillSize, instrument, liquidity, side } = report;
    const owner = this.owners.get(keyOf(report));
    const at = owner ? ++owner.fills : report.filledSize;
    this.outlet.settle(
      {
        id: `paper ${keyOf(report)} ${at}`,
        operation: { kind: "trade", instrument, side, price: fillPrice, size: fillSize, fee },
        state: "confirmed",
        happenedMs: Math.floor(timeUs / 1000),
        liquidity,
      },
      owner,
      timeUs,
    );
  }
}

function keyOf({ intentId, leg }: { readonly intentId: number; readonly leg: number }): string {
  return `${intentId}:${leg}`;
}
