import { err, ok, type PriceTicks, type Result, type SizeMicros } from "@augury/core";
import type { Amendment, IntentEntry, OrderRequest } from "@augury/model";
import { z } from "zod";
import { recoverOrders } from "./recover-orders.ts";

const Price = z.int().transform((ticks) => ticks as PriceTicks);
const Size = z.int().transform((micros) => micros as SizeMicros);

const Request: z.ZodType<OrderRequest> = z.strictObject({
  intentId: z.int(),
  leg: z.int().nonnegative(),
  strategy: z.int(),
  instrument: z.int().nonnegative(),
  side: z.enum(["buy", "sell"]),
  price: Price,
  size: Size,
  timeInForce: z.enum(["GTC", "GTD", "FOK", "IOC"]),
  postOnly: z.boolean(),
  reduceOnly: z.boolean().exactOptional(),
  epoch: z.int(),
  deadlineUs: z.number(),
});

const Change: z.ZodType<Amendment> = z.strictObject({
  number: z.int().positive(),
  price: Price,
  size: Size,
  by: Size,
  deadlineUs: z.number(),
});

const Entries: z.ZodType<IntentEntry[]> = z.array(
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("prepared"), key: z.string().min(1), request: Request, preparedUs: z.number() }),
    z.strictObject({
      kind: z.literal("amending"),
      key: z.string().min(1),
      amendment: Change,
      sentUs: z.number(),
    }),
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
  return recoverOrders(entries).flatMap(({ amending, prepared }) => (amending ? [prepared, amending] : [prepared]));
}
