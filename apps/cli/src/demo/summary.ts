import { type CashMicros, formatCash } from "@augury/core";
import type { EngineView, ReconciliationView, VenueView } from "@augury/engine";

const pad = (text: string | number, width: number) => String(text).padStart(width);

/** What a screen shows of a running engine. Rates are since the last call. */
export class Summary {
  private readonly frames = new Map<string, number>();
  private lastMs = performance.now();

  constructor(private readonly view: EngineView) {}

  /** Returns the screen's lines. */
  lines(url: string): string[] {
    const nowMs = performance.now();
    const seconds = Math.max(0.001, (nowMs - this.lastMs) / 1000);
    this.lastMs = nowMs;
    const { cash, realizedPnl, unrealizedPnl, fees } = this.view.cash();
    const total = (realizedPnl + unrealizedPnl - fees) as CashMicros;
    return [
      ...this.view.venues().map((venue) => this.venueLine(venue, seconds)),
      `  latency µs        p50      p99      max`,
      ...["frame_polymarket", "frame_kalshi", "book", "intent", "fill"].map((stage) => this.stageLine(stage)),
      this.ordersLine(),
      ...this.view.reconciliation().flatMap((one) => this.accountLine(one)),
      `  cash $${formatCash(cash)}  realized $${formatCash(realizedPnl)}  unrealized $${formatCash(unrealizedPnl)}  fees $${formatCash(fees)}  net $${formatCash(total)}`,
      ...(url ? [`  API  ${url}/status   ${url}/docs`] : []),
    ];
  }

  private ordersLine(): string {
    const fills = this.view.strategies().reduce((sum, one) => sum + one.fills, 0);
    const positions = this.view.positions().filter(({ size }) => size !== 0).length;
    const { pending } = this.view.ledger();
    const settling = pending > 0 ? ` (${pending} settling)` : "";
    return `  orders ${pad(this.view.risk().ordersOpen, 3)} open, ${fills} fills${settling}, ${positions} positions`;
  }

  /** Nothing on paper, where there is no account. */
  private accountLine({ lastGoodUs, status, venue }: ReconciliationView): readonly string[] {
    if (!status) return [];
    const age = lastGoodUs === undefined ? "never" : `${((this.view.nowUs() - lastGoodUs) / 1e6).toFixed(1)} s ago`;
    const { externalOrders, heartbeatMisses, unknownOrders } = status;
    const doubts = `${unknownOrders} unknown outcomes, ${externalOrders} orders of others, ${heartbeatMisses} beats missed`;
    return [`  ${venue.padEnd(11)} account ${status.isReconciled ? "reconciled" : "NOT RECONCILED"} ${age}: ${doubts}`];
  }

  private venueLine(venue: VenueView, seconds: number): string {
    const frames = venue.counters.frames ?? 0;
    const rate = (frames - (this.frames.get(venue.venue) ?? 0)) / seconds;
    this.frames.set(venue.venue, frames);
    return `  ${venue.venue.padEnd(11)} ${pad(Math.round(rate), 6)} frames/s  ${pad(frames, 9)} frames  ${venue.booksTrusted}/${venue.books} books trusted`;
  }

  private stageLine(stage: string): string {
    const summary = this.view.metrics().stages[stage]?.summary();
    if (!summary || summary.count === 0) return `    ${stage.padEnd(16)}    -        -        -`;
    return `    ${stage.padEnd(16)} ${pad(Math.round(summary.p50), 6)} ${pad(Math.round(summary.p99), 8)} ${pad(Math.round(summary.max), 8)}`;
  }
}
