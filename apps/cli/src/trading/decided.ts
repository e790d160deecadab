import { z } from "zod";

/** What decision made of an order or a change that was asked for by hand. */
export const Decided = z.looseObject({
  outcome: z.enum(["decided", "refused"]),
  intentId: z.int(),
  refusal: z.looseObject({ reason: z.string(), value: z.number(), limit: z.number() }).nullable(),
});
export type Decided = z.infer<typeof Decided>;

/** The line that a person reads; `done` says what is on its way. */
export function decidedLine({ intentId, refusal }: Decided, done: string): string {
  if (!refusal) return `intent ${intentId}: ${done}; augury orders --open shows it`;
  return `refused by the rule ${refusal.reason}: ${refusal.value} where ${refusal.limit} is allowed`;
}
