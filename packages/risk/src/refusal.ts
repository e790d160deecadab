import type { ReasonCode } from "@augury/model";

/** Why an intent may not leave: the rule, the leg that broke it, what was found and what is allowed, in the rule's unit. */
export interface Refusal {
  readonly reason: ReasonCode;
  readonly leg: number;
  readonly value: number;
  readonly limit: number;
}

export function refuse(reason: ReasonCode, leg: number, value: number, limit: number): Refusal {
  return { reason, leg, value, limit };
}
