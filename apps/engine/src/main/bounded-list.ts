/** The newest `max` items of a growing list, and how many older ones were let go. */
export class BoundedList<T> {
  private items: T[] = [];
  private start = 0;
  /** Items let go so far: they are in the database. */
  shed = 0;

  constructor(readonly max: number) {}

  get size(): number {
    return this.items.length - this.start;
  }

  push(item: T): void {
    this.items.push(item);
    if (this.size <= this.max) return;
    this.start++;
    this.shed++;
    // Compact now and then rather than shift each time.
    if (this.start < this.max) return;
    this.items = this.items.slice(this.start);
    this.start = 0;
  }

  /** Visits the items newest first until `visit` answers false. */
  newestFirst(visit: (item: T) => boolean): void {
    for (let at = this.items.length - 1; at >= this.start; at--) if (!visit(this.items[at])) return;
  }
}
