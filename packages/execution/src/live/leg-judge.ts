import type { LegPlan, OrderRequest } from "@augury/model";
import { wholeSets } from "../legs/whole-sets.ts";
import { keyOf } from "./belief.ts";
import type { BookedOrder } from "./booked-order.ts";

interface JudgedPlan {
  readonly legs: readonly OrderRequest[];
  readonly plan: LegPlan;
  /** Life of the process in which it began. */
  readonly era: number;
}

/**
 * Looks at every order that trades a leg back as it leaves, with the venue's own books in hand: its plan wants it, nothing of its leg is open
 * or on its way, and no more goes than was filled. A process that goes on with another's plan must know exactly what is beyond whole sets.
 */
export class LegJudge {
  readonly problems: string[] = [];
  /** Orders that traded back in a later life than the one their plan began in. */
  unwoundAfterDeath = 0;
  private readonly plans = new Map<number, JudgedPlan>();
  private readonly onTheirWay = new Map<string, OrderRequest>();

  constructor(private readonly books: ReadonlyMap<string, BookedOrder>) {}

  began(legs: readonly OrderRequest[], plan: LegPlan, era: number): void {
    const [first] = legs;
    if (first) this.plans.set(first.intentId, { legs, plan, era });
  }

  /** An order leaves, in this life of the process. */
  posted(request: OrderRequest, era: number): void {
    const plan = this.plans.get(request.intentId);
    if (plan && request.unwinds !== undefined) this.checkUnwind(request, plan, era);
    this.onTheirWay.set(keyOf(request), request);
  }

  /** It has arrived, or never will. */
  settled(request: OrderRequest): void {
    this.onTheirWay.delete(keyOf(request));
  }

  private checkUnwind(request: OrderRequest, { era: bornIn, legs, plan }: JudgedPlan, era: number): void {
    const name = keyOf(request);
    const leg = legs.find((one) => one.leg === request.unwinds);
    if (!leg) {
      this.say(`${name} trades nothing back`);
      return;
    }
    if (plan.onFailure !== "unwind") this.say(`${name}: its plan holds`);
    const apart = Math.abs(request.price - leg.price);
    if (request.side === leg.side || request.timeInForce !== "IOC" || apart > plan.bandTicks)
      this.say(`${name}: ${request.side} ${request.timeInForce} at ${request.price} does not trade a leg back`);
    const open = this.openOf(request.intentId, request.unwinds);
    if (open) this.say(`${name} traded back while ${open} was open`);
    const filled = legs.map((one) => this.netOf(one));
    const at = legs.indexOf(leg);
    const net = filled[at] ?? 0;
    if (request.size > net) this.say(`${name}: ${request.size} of ${net} were to be traded back`);
    if (bornIn === era) return;
    this.unwoundAfterDeath++;
    const whole = wholeSets(legs.map(({ size }, of) => ({ size, filled: filled[of] ?? 0 })));
    const excess = net - (whole[at] ?? 0);
    if (request.size > excess)
      this.say(`${name}: ${request.size} were to be traded back, ${excess} are beyond whole sets`);
  }

  /** What a leg has filled, less what was traded back of it. */
  private netOf({ intentId, leg }: OrderRequest): number {
    let net = 0;
    for (const { filled, request } of this.books.values()) {
      if (request.intentId !== intentId) continue;
      if (request.unwinds === leg) net -= filled;
      else if (request.unwinds === undefined && request.leg === leg) net += filled;
    }
    return net;
  }

  /** A leg of the intent that rests or is on its way, or an order that trades this leg back. */
  private openOf(intentId: number, leg: number | undefined): string | undefined {
    const means = (one: OrderRequest) =>
      one.intentId === intentId && (one.unwinds === undefined || one.unwinds === leg);
    for (const { key, request, rests } of this.books.values()) if (rests && means(request)) return key;
    for (const [key, request] of this.onTheirWay) if (means(request)) return key;
    return undefined;
  }

  private say(problem: string): void {
    this.problems.push(problem);
  }
}
