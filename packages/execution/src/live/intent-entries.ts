import { type CashMicros, err, ok, type PriceTicks, type Result, type SizeMicros, sizeMicros } from "@augury/core";
import { type Amendment, type IntentEntry, type OrderRequest, VenueName } from "@augury/model";
import { z } from "zod";
import { recoverOrders } from "./recover-orders.ts";
import { planEntries } from "./recover-plans.ts";

const Price = z.int().transform((ticks) => ticks as PriceTicks);
const Size = z.int().transform((micros) => micros as SizeMicros);

const Cash = z.int().transform((micros) => micros as CashMicros);
const NOTHING = sizeMicros(0);

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
  unwinds: z.int().nonnegative().exactOptional(),
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

const Planned = z.strictObject({
  kind: z.literal("planned"),
  key: z.string().min(1),
  plan: z.strictObject({
    onFailure: z.enum(["unwind", "hold"]),
    sequence: z.enum(["together", "one_by_one"]),
    bandTicks: z.int().nonnegative(),
    legMs: z.int().positive(),
  }),
  legs: z.array(Request).min(1),
  risk: z.strictObject({ heldLoss: Cash, unwindLoss: Cash }),
  venues: z.array(VenueName).min(1),
  plannedUs: z.number(),
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
    // A log from before plans were written down does not say what an order filled, and has none whose plan would ask.
    z.strictObject({ kind: z.literal("closed"), key: z.string().min(1), filled: Size.default(NOTHING) }),
    Planned,
    z.strictObject({ kind: z.literal("ended"), key: z.string().min(1) }),
  ]),
);

/** Reads the entries of a log of orders, or says which of them is none: a process that does not know what it owes must not trade. */
export function parseIntentEntries(entries: readonly unknown[]): Result<IntentEntry[], string> {
  const parsed = Entries.safeParse(entries);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err(`entry ${issue?.path.join(".") ?? ""} of the log of orders: ${issue?.message ?? "does not fit"}`);
}

/**
 * Returns the entries of orders that are still owed something, and of plans that have not ended with all their orders: what a new log has to
 * begin with.
 */
export function openIntents(entries: readonly IntentEntry[]): IntentEntry[] {
  const plans = planEntries(entries);
  const ended = plans.flatMap(({ orders }) =>
    orders.flatMap(({ closed, prepared }) => (closed ? [prepared, closed] : [])),
  );
  const open = recoverOrders(entries).flatMap(({ amending, prepared }) =>
    amending ? [prepared, amending] : [prepared],
  );
  return [...plans.map(({ planned }) => planned), ...ended, ...open];
}
