import type { SimOrder } from "./sim-order.ts";

/** A stretch of a level's queue: an account's order, or others' size without a name. */
export interface QueuePart {
  readonly order: SimOrder | undefined;
  size: number;
}

/** Who stands at one price, first come first served. Kept only for levels where an account's order rests. */
export class LevelQueue {
  private parts: QueuePart[] = [];

  /** Brings the queue in line with the level's size as the book has it: what others added stands last, what they took away goes first from the end. */
  sync(levelSize: number): void {
    let difference = levelSize - this.parts.reduce((sum, { size }) => sum + size, 0);
    if (difference > 0) this.parts.push({ order: undefined, size: difference });
    for (let i = this.parts.length - 1; i >= 0 && difference < 0; i--) {
      const part = this.parts[i] as QueuePart;
      if (part.order) continue;
      const gone = Math.min(part.size, -difference);
      part.size -= gone;
      difference += gone;
    }
    this.parts = this.parts.filter(({ size }) => size > 0);
  }

  join(order: SimOrder, size: number): void {
    this.parts.push({ order, size });
  }

  leave(order: SimOrder): void {
    this.parts = this.parts.filter((part) => part.order !== order);
  }

  /** Takes `size` from the front and returns whose it was; more than stands there is others'. */
  take(size: number): QueuePart[] {
    const taken: QueuePart[] = [];
    let left = size;
    for (const part of this.parts) {
      const some = Math.min(part.size, left);
      if (some <= 0) break;
      part.size -= some;
      left -= some;
      taken.push({ order: part.order, size: some });
    }
    this.parts = this.parts.filter((part) => part.size > 0);
    if (left > 0) taken.push({ order: undefined, size: left });
    return taken;
  }

  get hasOrders(): boolean {
    return this.parts.some(({ order }) => order !== undefined);
  }
}
