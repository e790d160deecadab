import { z } from "zod";

/** What decision made of an order or a change that was asked for by hand. */
export const Decided = z.looseObject({
  outcome: z.enum(["decided", "refused"]),
  intentId: z.int(),
  refusal: z.looseObject({ reason: z.string(), value: z.number(), limit: z.number() }).nullable(),
});
export type Decided = z.infer<typeof Decided>;

/** Which rule refused it, with what was found and what is allowed in the rule's unit; `undefined` where none did. */
export function refusalOf({ refusal }: Decided): string | undefined {
  return refusal
    ? `refused by the rule ${refusal.reason}: ${refusal.value} where ${refusal.limit} is allowed`
    : undefined;
}
