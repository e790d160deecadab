const DAY_US = 86_400_000_000;

/**
 * What has been lost, from profits told now and then: since the UTC day began, and since the profit stood highest. Both in the profit's
 * unit, never negative. Knows nothing of the time before its first telling.
 */
export class LossWatch {
  private day = -1;
  private dayBegan = 0;
  private highest = Number.NEGATIVE_INFINITY;
  private profit = 0;

  /** Takes the profit as it stands now. */
  update(profit: number, nowUs: number): void {
    const day = Math.floor(nowUs / DAY_US);
    if (day !== this.day) {
      // The new day begins with what the old one ended with.
      this.dayBegan = this.day < 0 ? profit : this.profit;
      this.day = day;
    }
    this.profit = profit;
    this.highest = Math.max(this.highest, profit);
  }

  get dayLoss(): number {
    return Math.max(0, this.dayBegan - this.profit);
  }

  get drawdown(): number {
    return Math.max(0, this.highest - this.profit);
  }
}
