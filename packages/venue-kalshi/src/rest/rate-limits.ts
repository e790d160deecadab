import { ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { type AnyApiMethod, type ApiCallOptions, type ApiClient, type RateBudget, RateBudgetConfig } from "@augury/net";
import { accountLimits, endpointCosts } from "./account-methods.ts";
import type { AccountLimits, BucketLimit, EndpointCosts } from "./account-schema.ts";
import { KALSHI_METHODS } from "./methods.ts";

/** Tokens of a call that the venue names no other price for. */
const DEFAULT_COST = 10;
/** Calls with another price, as far as they are known before the venue is asked (kalshi.md section 7.1); of a batch, each item. */
const KNOWN_COSTS: Readonly<Record<string, number>> = {
  "cancel-order": 2,
  "cancel-orders": 2,
  order: 2,
  quote: 2,
  "rfq-quote": 2,
  "create-quote": 2,
  "delete-quote": 2,
  "delete-rfq-quote": 2,
  "upgrade-tier": 30,
};
/** Share of the write bucket that only cancels may take. */
const WRITE_RESERVE = 0.2;

/** The budget before the venue has told us ours: the Basic tier's, which everybody has. */
export function kalshiBudget(): RateBudgetConfig {
  return RateBudgetConfig.parse({
    allowances: {
      read: { kind: "bucket", capacity: 600, refillPerSecond: 200 },
      write: { kind: "bucket", capacity: 100, refillPerSecond: 100, reserve: WRITE_RESERVE },
    },
    classes: {
      default: { read: DEFAULT_COST },
      ...Object.fromEntries(
        KALSHI_METHODS.map((method) => [method.name, priceOf(method, KNOWN_COSTS[method.name] ?? DEFAULT_COST)]),
      ),
    },
  });
}

/** What the venue says about our limits. */
export interface KalshiLimits {
  readonly account: AccountLimits;
  readonly costs: EndpointCosts;
}

/** Asks the venue for our tier and its prices, and gives the budget both (kalshi.md section 7.1). To be called at start and after an upgrade. */
export async function refreshKalshiLimits(
  client: ApiClient,
  budget: RateBudget,
  options: ApiCallOptions = {},
): Promise<Result<KalshiLimits, VenueError>> {
  const account = await client.get(accountLimits, {}, options);
  if (!account.ok) return account;
  const costs = await client.get(endpointCosts, {}, options);
  if (!costs.ok) return costs;
  const limits = { account: account.value.value, costs: costs.value.value };
  applyKalshiLimits(budget, limits);
  return ok(limits);
}

export function applyKalshiLimits(budget: RateBudget, { account, costs }: KalshiLimits): void {
  budget.reshape("read", shapeOf(account.read, 0));
  budget.reshape("write", shapeOf(account.write, WRITE_RESERVE));
  const named = new Map(costs.endpoint_costs.map((one) => [keyOf(one.method, one.path), one.cost]));
  for (const method of KALSHI_METHODS) {
    const [verb = "", path = ""] = method.endpoint.split(" ");
    budget.reprice(method.name, priceOf(method, named.get(keyOf(verb, path)) ?? costs.default_cost));
  }
}

function shapeOf({ bucket_capacity, refill_rate }: BucketLimit, reserve: number) {
  return { capacity: bucket_capacity, refillPerSecond: refill_rate, reserve: bucket_capacity * reserve };
}

function priceOf(method: AnyApiMethod, cost: number): Readonly<Record<string, number>> {
  return method.effect === "write" ? { write: cost } : { read: cost };
}

/** Paths are compared without their prefix, whatever a placeholder is called: "{id}", ":id". */
function keyOf(method: string, path: string): string {
  const bare = path.replace(/^\/?trade-api\/v2/, "").replaceAll(/\{[^/]*\}|:[^/]+/g, "{}");
  return `${method.toUpperCase()} ${bare}`;
}
