import type { ReferencePrice } from "@augury/model";
import { D_BODY, D_EXCHANGE_MS, D_RECEIVED_US, Flag, W_BODY } from "@augury/wire";
import { REFERENCE_FIELDS, ReferenceCell, readReferenceCell } from "./sample-cells.ts";

/** The newest price of every reference of the run. Flat arrays: a price costs a few stores. */
export class ReferenceKeeper {
  private readonly fields: Float64Array;

  constructor(private readonly count: number) {
    this.fields = new Float64Array(count * REFERENCE_FIELDS);
  }

  /** Takes a referencePrice slot. One of a reference that this run does not have is passed over. */
  apply(i32: Int32Array, f64: Float64Array, base: number): void {
    const reference = i32[base + W_BODY];
    if (!this.has(reference)) return;
    const { fields } = this;
    const at = reference * REFERENCE_FIELDS;
    const d = base >>> 1;
    fields[at + ReferenceCell.micros] = f64[d + D_BODY + 2];
    fields[at + ReferenceCell.rest] = f64[d + D_BODY + 3];
    fields[at + ReferenceCell.exchangeTimeMs] = f64[d + D_EXCHANGE_MS];
    fields[at + ReferenceCell.receivedTimeUs] = f64[d + D_RECEIVED_US];
    fields[at + ReferenceCell.updates]++;
    fields[at + ReferenceCell.carried] = (i32[base] & Flag.carried) !== 0 ? 1 : 0;
  }

  has(reference: number): boolean {
    return reference >= 0 && reference < this.count;
  }

  /** Returns the newest price of a reference, `undefined` before its first. */
  price(reference: number): ReferencePrice | undefined {
    return this.has(reference) ? readReferenceCell(this.fields, reference * REFERENCE_FIELDS) : undefined;
  }

  /** Writes a reference's newest state into a cell of the sample tap. */
  fillCell(reference: number, fields: Float64Array, at: number): void {
    const from = reference * REFERENCE_FIELDS;
    for (let field = 0; field < REFERENCE_FIELDS; field++) fields[at + field] = this.fields[from + field];
  }
}
