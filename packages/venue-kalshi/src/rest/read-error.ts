import { type ErrorBody, type ErrorBodyInput, readErrorShape } from "@augury/net";
import { z } from "zod";

type Meaning = Pick<ErrorBody, "code" | "retry" | "hint">;

/** What the venue's own codes mean, written in small letters (kalshi.md section 10.2); others follow from the status alone. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  order_already_exists: {
    code: "rejected",
    retry: "never",
    hint: "an order with this client_order_id is there already: read it among the orders of its market",
  },
  already_exists: { code: "rejected", retry: "never", hint: "the same one is open already: use it, or replace it" },
  invalid_price: { code: "rejected", retry: "never", hint: "the price must lie on the market's grid (price_ranges)" },
  market_inactive: {
    code: "rejected",
    retry: "never",
    hint: "the market takes no orders now: after its close cancels are refused, too",
  },
  deprecated_v1_order_endpoint: {
    code: "rejected",
    retry: "never",
    hint: "the venue has switched this call off: orders go to /portfolio/events/orders",
  },
};

/** What the venue says about a refused signature, and what to do. */
const AUTH_HINTS: readonly (readonly [RegExp, string])[] = [
  [/TIMESTAMP/i, "set this machine's clock"],
  [/SIGNATURE/i, "the private key does not belong to this key id"],
  [/NOT_?FOUND|UNKNOWN/i, "no such key id here: demo and production have keys of their own"],
  [/MISSING|REQUIRED/i, "this call needs an API key: set its id and private key"],
  [/SCOPE|PERMISSION/i, "the key's scopes do not cover this call"],
];

const Details = z.object({ details: z.string().optional() });
const Body = z.union([z.object({ error: Details }).transform(({ error }) => error), Details]);
const Masked = z.union([
  z.object({ error: z.union([z.string().min(1), z.object({ code: z.string() }), z.object({ message: z.string() })]) }),
  z.object({ code: z.string().min(1), message: z.string().min(1) }),
]);

/**
 * Reads Kalshi's errors: `{error: {code, message, details}}`, `{code, message, details}` and `{error: "text"}` (kalshi.md section 7), also
 * in answers with a good status, as calls that are switched off send them (section 16, trap 27).
 */
export function readKalshiError({ status, json }: ErrorBodyInput): ErrorBody | undefined {
  if (status < 400 && !Masked.safeParse(json).success) return undefined;
  const said = readErrorShape(json);
  if (said === undefined) return undefined;
  const details = Body.safeParse(json).data?.details ?? "";
  const message = [said.message, details].filter((text) => text !== undefined && text !== "").join(": ");
  return { ...said, message, ...meaningOf(status, said.venueCode ?? "", `${message} ${said.venueCode}`) };
}

function meaningOf(status: number, venueCode: string, text: string): Meaning {
  if (status === 401 || status === 403) {
    const hint = AUTH_HINTS.find(([pattern]) => pattern.test(text))?.[1];
    return { ...(status === 401 && { code: "auth", retry: "never" }), ...(hint !== undefined && { hint }) };
  }
  const known = MEANINGS[venueCode.toLowerCase()];
  if (known) return known;
  return status < 400 ? { code: "rejected", retry: "never" } : {};
}
