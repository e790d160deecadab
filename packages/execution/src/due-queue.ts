import type { ReasonCode } from "@augury/model";
import type { PaperOrder } from "./paper-order.ts";

/** Something that happens to an order at a known time. */
export interface DueAction {
  readonly dueUs: number;
  readonly kind: "arrive" | "amend" | "cancel" | "expire";
  readonly order: PaperOrder;
  /** What the terminal report will say, if this ends the order. */
  readonly reason: ReasonCode;
}

/**
 * What is yet to happen, soonest first; of two at the same time the one that was added first. At most four actions per open order, so
 * its bound is that of the orders.
 */
export class DueQueue {
  /** Latest first, so that the soonest is cheap to take. */
  private readonly actions: DueAction[] = [];

  /** Returns when the next action is due, infinity when there is none. */
  get dueUs(): number {
    return this.actions.at(-1)?.dueUs ?? Number.POSITIVE_INFINITY;
  }

  get length(): number {
    return this.actions.length;
  }

  add(action: DueAction): void {
    let low = 0;
    let high = this.actions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.actions[middle].dueUs > action.dueUs) low = middle + 1;
      else high = middle;
    }
    this.actions.splice(low, 0, action);
  }

  /** Removes and returns the next action. */
  take(): DueAction | undefined {
    return this.actions.pop();
  }

  /** Forgets what was to happen to an order that has ended. */
  drop(order: PaperOrder): void {
    for (let at = this.actions.length - 1; at >= 0; at--) {
      if (this.actions[at].order === order) this.actions.splice(at, 1);
    }
  }
}
