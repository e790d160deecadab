import type { StrategyContext } from "../strategy.ts";
import { type OutcomeSet, PAYOUT } from "./outcome-set.ts";

/**
 * Watches one Polymarket market whose two books mirror each other (polymarket.md section 3): buying both outcomes can never be a
 * bargain on trusted books, because one's ask is the other's bid. In the middle of a group of changes it may look so for a moment; if
 * it lasts, the books are wrong and trusted nevertheless: an invariant is broken.
 */
export class MirrorWatch {
  /** Event time since which it has been a bargain, 0 when it is none. */
  private sinceUs = 0;
  private isCounted = false;

  constructor(
    readonly set: OutcomeSet,
    private readonly graceUs: number,
  ) {}

  /** Looks at the set's costs as last refreshed. Returns whether a violation began to count now. */
  observe(context: StrategyContext, edge: number): boolean {
    const [yes, no] = this.set.legs;
    const isBargain = this.set.topCost < PAYOUT - edge && context.isTrusted(yes.index) && context.isTrusted(no.index);
    if (!isBargain) {
      this.sinceUs = 0;
      this.isCounted = false;
      return false;
    }
    if (this.sinceUs === 0) this.sinceUs = context.nowUs;
    if (this.isCounted || context.nowUs - this.sinceUs < this.graceUs) return false;
    this.isCounted = true;
    return true;
  }
}
