import { assert } from "@augury/core";
import type { Row } from "./tables.ts";

/** A bounded first-in, first-out queue of rows with the times at which they came in. */
export class RowQueue {
  private readonly rows: (Row | undefined)[];
  private readonly timesUs: Float64Array;
  private head = 0;
  private used = 0;
  private most = 0;

  constructor(readonly rowsMax: number) {
    assert(Number.isInteger(rowsMax) && rowsMax > 0, "a row queue has a positive bound");
    this.rows = new Array<Row | undefined>(rowsMax);
    this.timesUs = new Float64Array(rowsMax);
  }

  get length(): number {
    return this.used;
  }

  get isFull(): boolean {
    return this.used === this.rowsMax;
  }

  /** The highest length seen. */
  get watermark(): number {
    return this.most;
  }

  /** When the oldest row came in; never for an empty queue. */
  get oldestUs(): number {
    return this.used === 0 ? Number.POSITIVE_INFINITY : (this.timesUs[this.head] as number);
  }

  /** Adds a row at the end; the queue is not full. */
  push(row: Row, nowUs: number): void {
    assert(!this.isFull, "a row queue stays within its bound");
    const at = (this.head + this.used) % this.rowsMax;
    this.rows[at] = row;
    this.timesUs[at] = nowUs;
    this.used++;
    if (this.used > this.most) this.most = this.used;
  }

  /** Copies the oldest rows to the end of `into`, until that has `length` rows or there are no more. */
  peek(into: Row[], length: number): void {
    for (let at = 0; at < this.used && into.length < length; at++) {
      into.push(this.rows[(this.head + at) % this.rowsMax] as Row);
    }
  }

  /** Removes the `count` oldest rows, or all there are, and returns how many that was. */
  drop(count: number): number {
    const dropped = Math.min(count, this.used);
    for (let at = 0; at < dropped; at++) {
      this.rows[this.head] = undefined;
      this.head = (this.head + 1) % this.rowsMax;
    }
    this.used -= dropped;
    return dropped;
  }
}
