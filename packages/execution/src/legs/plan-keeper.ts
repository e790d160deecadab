import type { LegPlan, LegRisk, OrderRequest, ReasonCode } from "@augury/model";

/** What has to be known of an intent's plan by whoever goes on with it. */
export interface KeptPlan {
  readonly legs: readonly OrderRequest[];
  readonly plan: LegPlan;
  readonly risk: LegRisk;
}

/** What remembers plans over the death of a process. */
export interface PlanKeeper {
  /** Writes a plan down, or says why it is not: before the first of its legs leaves. */
  open(plan: KeptPlan, nowUs: number): ReasonCode | "none";
  /** Nothing of it will be traded back any more. May be repeated. */
  close(intentId: number): void;
  /** Whether something may still be told of an order: it has not ended, or its account has not been compared since. */
  owes(intentId: number, leg: number): boolean;
}
