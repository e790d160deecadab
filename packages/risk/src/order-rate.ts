const SECOND_US = 1_000_000;

/** Times of the orders accepted last: enough to tell whether more would pass the limit within any second. */
export class OrderRate {
  private readonly acceptedUs: Float64Array;
  private next = 0;

  constructor(private readonly ordersPerSecondMax: number) {
    this.acceptedUs = new Float64Array(ordersPerSecondMax).fill(Number.NEGATIVE_INFINITY);
  }

  /** Returns whether `count` more orders now keep within the limit. One look, however many were accepted: every intent asks. */
  allows(count: number, nowUs: number): boolean {
    const max = this.ordersPerSecondMax;
    return count <= max && (count === 0 || nowUs - this.at(max - count) >= SECOND_US);
  }

  /** Returns how many orders were accepted in the second that ends now, one by one: for the numbers of a refusal. */
  recent(nowUs: number): number {
    let count = 0;
    while (count < this.ordersPerSecondMax && nowUs - this.at(count) < SECOND_US) count++;
    return count;
  }

  /** Notes `count` accepted orders, at most the limit. */
  accept(count: number, nowUs: number): void {
    for (let n = 0; n < count; n++) {
      this.acceptedUs[this.next] = nowUs;
      this.next = (this.next + 1) % this.ordersPerSecondMax;
    }
  }

  /** Time of the `age`-th last accepted order, 0 = the last. */
  private at(age: number): number {
    return this.acceptedUs[(this.next - 1 - age + 2 * this.ordersPerSecondMax) % this.ordersPerSecondMax];
  }
}
