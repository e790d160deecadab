import { err, ok, type PriceTicks, type Result, type SizeMicros } from "@augury/core";
import type { IntentEntry, OrderRequest } from "@augury/model";
import { z } from "zod";

const Request: z.ZodType<OrderRequest> = z.strictObject({
  intentId: z.int(),
  leg: z.int().nonnegative(),
  strategy: z.int(),
  instrument: z.int().nonnegative(),
  side: z.enum(["buy", "sell"]),
  price: z.int().transform((ticks) => ticks as PriceTicks),
  size: z.int().transform((micros) => micros as SizeMicros),
  timeInForce: z.enum(["GTC", "GTD", "FOK", "IOC"]),
  postOnly: z.boolean(),
  epoch: z.int(),
  deadlineUs: z.number(),
});

const Entries: z.ZodType<IntentEntry[]> = z.array(
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("prepared"), key: z.string().min(1), request: Request, preparedUs: z.number() }),
    z.strictObject({ kind: z.literal("closed"), key: z.string().min(1) }),
  ]),
);

/** Reads the entries of a log of orders, or says which of them is none: a process that does not know what it owes must not trade. */
export function parseIntentEntries(entries: readonly unknown[]): Result<IntentEntry[], string> {
  const parsed = Entries.safeParse(entries);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err(`entry ${issue?.path.join(".") ?? ""} of the log of orders: ${issue?.message ?? "does not fit"}`);
}

/** Returns the entries of orders that are still owed something: what a new log has to begin with. */
export function openIntents(entries: readonly IntentEntry[]): IntentEntry[] {
  const closed = new Set(entries.filter(({ kind }) => kind === "closed").map(({ key }) => key));
  return entries.filter(({ key, kind }) => kind === "prepared" && !closed.has(key));
}
