/**
 * Hands out slabs (runs of doubles) of an arena's tail: first one of the same length that was given back, then fresh memory, then the
 * smallest larger one. Nothing is split or joined: markets use few step sizes, and a slab given back is soon asked for again.
 */
export class SlabAllocator {
  /** Free slabs by length, ascending lengths. */
  private readonly free = new Map<number, number[]>();
  private next: number;

  constructor(
    private readonly start: number,
    private readonly end: number,
  ) {
    this.next = start;
  }

  /** Returns where a slab of at least `length` doubles starts, or −1 when nothing is left. {@link takenLength} is its length. */
  take(length: number): number {
    const same = this.free.get(length)?.pop();
    this.takenLength = length;
    if (same !== undefined) return same;
    if (this.next + length <= this.end) {
      this.next += length;
      return this.next - length;
    }
    return this.takeLarger(length);
  }

  /** Length of the slab that the last {@link take} returned: what {@link give} must be told. */
  takenLength = 0;

  /** Takes a slab back. It must be all zeros: whoever takes a slab relies on that. */
  give(slab: number, length: number): void {
    const slabs = this.free.get(length);
    if (slabs) slabs.push(slab);
    else this.free.set(length, [slab]);
  }

  /** Doubles that were ever handed out, from the arena's first slab on. */
  get used(): number {
    return this.next - this.start;
  }

  /** Forgets every slab. */
  reset(): void {
    this.free.clear();
    this.next = this.start;
  }

  private takeLarger(length: number): number {
    let best = Number.POSITIVE_INFINITY;
    for (const [candidate, slabs] of this.free)
      if (candidate > length && candidate < best && slabs.length > 0) best = candidate;
    this.takenLength = best;
    return this.free.get(best)?.pop() ?? -1;
  }
}
