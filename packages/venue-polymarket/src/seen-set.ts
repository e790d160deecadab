/** Remembers the last `max` texts: new_market and market_resolved are global and repeated (polymarket.md section 17, trap 11). */
export class SeenSet {
  private readonly seen = new Set<string>();

  constructor(private readonly max: number) {}

  get size(): number {
    return this.seen.size;
  }

  /** Adds a text; false when it is among the remembered ones. The oldest makes room. */
  add(text: string): boolean {
    if (this.seen.has(text)) return false;
    if (this.seen.size >= this.max) {
      for (const oldest of this.seen) {
        this.seen.delete(oldest);
        break;
      }
    }
    this.seen.add(text);
    return true;
  }
}
