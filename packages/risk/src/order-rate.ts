const SECOND_US = 1_000_000;

/** Times of the orders accepted last: enough to tell whether more would pass the limit within any second. */
export class OrderRate {
  private readonly acceptedUs: Float64Array;
  private next = 0;

  constructor(private readonly ordersPerSecondMax: number) {
    this.acceptedUs = new Float64Array(ordersPerSecondMax).fill(Number.NEGATIVE_INFINITY);
  }

  /** Returns how many orders were accepted in the second that ends now. */
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
