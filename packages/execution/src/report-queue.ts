import type { OrderReport } from "@augury/model";

/** Receives a report at the moment at which it reaches us. */
export type ReportListener = (report: OrderReport, timeUs: number) => void;

/** Reports on their way from the venue to us, in the order in which they were made. Never loses one: when full, the oldest comes early. */
export class ReportQueue {
  /** Reports that were delivered before their time because the queue was full. */
  early = 0;
  private readonly reports: (OrderReport | undefined)[];
  private readonly times: Float64Array;
  private head = 0;
  private count = 0;

  constructor(
    private readonly pendingMax: number,
    private readonly listener: ReportListener,
  ) {
    this.reports = [];
    this.times = new Float64Array(pendingMax);
  }

  get pending(): number {
    return this.count;
  }

  /** Returns when the next report is due, infinity when there is none. */
  get dueUs(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.times[this.head];
  }

  add(report: OrderReport, dueUs: number): void {
    if (this.count === this.pendingMax) {
      this.early++;
      this.deliver();
    }
    const at = (this.head + this.count) % this.pendingMax;
    this.reports[at] = report;
    this.times[at] = dueUs;
    this.count++;
  }

  /** Delivers the next report. */
  deliver(): void {
    const report = this.reports[this.head];
    const timeUs = this.times[this.head];
    if (this.count === 0 || !report) return;
    this.reports[this.head] = undefined;
    this.head = (this.head + 1) % this.pendingMax;
    this.count--;
    this.listener(report, timeUs);
  }
}
