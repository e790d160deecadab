import type { BatchWriter, RowSink } from "./batch-writer.ts";
import { GapFill, type GapStep, type LedgerGap } from "./gap-fill.ts";
import { LedgerFold } from "./ledger-fold.ts";
import { marketRowOf } from "./market-row.ts";
import type { JournalRun } from "./stamped-source.ts";

/**
 * Projects a living run from its ledger tap: market rows go to the writer's market queue, ledger rows to its ledger queue. When that is
 * full the projector is behind: it remembers which slots' rows are owed and writes them from the journal once there is room again.
 * One projector per run: a runStart slot means a new one.
 */
export class LedgerProjector {
  private readonly fold: LedgerFold;
  private owed: LedgerGap | undefined;
  private filling: GapFill | undefined;

  constructor(
    readonly runId: string,
    private readonly writer: BatchWriter,
  ) {
    this.fold = new LedgerFold(runId);
  }

  /** Takes the stamped slot at `base`. */
  onSlot(i32: Int32Array, f64: Float64Array, base: number, nowUs: number): void {
    const { fold, writer } = this;
    fold.apply(i32, f64, base);
    for (const row of fold.rows) if (!writer.pushLedger(row, nowUs)) this.owe(fold.lastNumber);
    const market = marketRowOf(this.runId, i32, f64, base);
    if (market) writer.pushMarket(market, nowUs);
  }

  /** The slots whose rows are owed to the database; `undefined` when it has, or will have from the queue, everything. */
  get behind(): LedgerGap | undefined {
    return this.owed;
  }

  get lastNumber(): number {
    return this.fold.lastNumber;
  }

  get lastDigest(): string | undefined {
    return this.fold.lastDigest;
  }

  /** Reports of orders that this run never opened, or ended long ago. */
  get orphans(): number {
    return this.fold.orphans;
  }

  /**
   * Pays what is owed from the run's journal, at most `slotsMax` slots of it per call; call on a timer while `behind`. Waits until the
   * writer's queue has drained by half, because more would only be refused again.
   */
  catchUp(run: JournalRun, sink: RowSink, slotsMax: number): GapStep {
    if (!this.owed) return "done";
    if (!this.filling) {
      if (this.writer.ledger.length * 2 > this.writer.ledger.rowsMax) return "waiting";
      this.filling = new GapFill(run, sink, this.owed);
    }
    const { filling } = this;
    const step = filling.step(slotsMax);
    if (step === "working" || step === "waiting") return step;
    this.endFilling();
    if (step !== "done") return step;
    // More may have become owed meanwhile: that is the next gap.
    this.owed = this.owed.to > filling.gap.to ? { from: filling.gap.to + 1, to: this.owed.to } : undefined;
    return this.owed ? "working" : "done";
  }

  close(): void {
    this.endFilling();
  }

  private endFilling(): void {
    this.filling?.close();
    this.filling = undefined;
  }

  private owe(number: number): void {
    this.owed = { from: this.owed?.from ?? number, to: number };
  }
}
