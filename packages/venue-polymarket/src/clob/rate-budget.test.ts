import { expect, test } from "bun:test";
import { RateBudget, type Scheduler } from "@augury/net";
import { CLOB_METHODS } from "./methods.ts";
import { applySignerTier, clobBudget, SIGNER_TIERS, type SignerTier } from "./rate-budget.ts";

/** Time stands still: what is left is what the calls took. */
const FROZEN: Scheduler = { nowUs: () => 1_795_230_000_000_000, after: () => ({ cancel: () => {} }) };

function budgetOf(tier?: SignerTier): RateBudget {
  return new RateBudget("clob", clobBudget(tier), FROZEN);
}

async function takes(
  budget: RateBudget,
  className: string,
  options: { costs?: Record<string, number>; priority?: boolean } = {},
) {
  return (await budget.acquire({ className, waitMsMax: 0, ...options })).ok;
}

function left(budget: RateBudget, name: string): number | undefined {
  return budget.usage().allowances.find((one) => one.name === name)?.left;
}

test("clobBudget: behavior: every class is some method's, and every private write has one", () => {
  const used = new Set(
    CLOB_METHODS.map((method) => method.request(method.params.parse(method.example)).budgetClass ?? method.name),
  );
  const { classes } = clobBudget();
  expect(Object.keys(classes).filter((name) => name !== "default" && !used.has(name))).toEqual([]);
  for (const name of [
    "post-order",
    "post-orders",
    "cancel-order",
    "cancel-orders",
    "cancel-all",
    "cancel-market-orders",
  ])
    expect(Object.keys(classes[name] ?? {})).toHaveLength(4);
});

test("clobBudget: behavior: orders stop at the tier's burst, a batch pays for each leg, cancels have their own bucket", async () => {
  const budget = budgetOf();
  expect(await takes(budget, "post-orders", { costs: { signerOrders: 15 } })).toBe(true);
  for (let i = 0; i < 45; i++) expect(await takes(budget, "post-order")).toBe(true);
  expect(await takes(budget, "post-order")).toBe(false);
  expect(left(budget, "signerCancels")).toBe(120);
  expect(await takes(budget, "cancel-orders", { costs: { signerCancels: 120 }, priority: true })).toBe(true);
  expect(await takes(budget, "cancel-order", { priority: true })).toBe(false);
});

test("clobBudget: behavior: calls of every other kind leave the reserve to cancels", async () => {
  const budget = budgetOf();
  let calls = 0;
  while (await takes(budget, "markets")) calls++;
  expect(calls).toBeGreaterThan(500);
  expect(await takes(budget, "book")).toBe(false);
  expect(await takes(budget, "cancel-all", { priority: true })).toBe(true);
});

test("applySignerTier: default: any tier of the venue, in any case; others change nothing", () => {
  const budget = budgetOf();
  for (const [tier, { orders, cancels }] of Object.entries(SIGNER_TIERS)) {
    expect(applySignerTier(budget, tier.toUpperCase())).toBe(true);
    const capacities = ["signerOrders", "signerCancels"].map(
      (name) => budget.usage().allowances.find((one) => one.name === name)?.capacity,
    );
    expect(capacities).toEqual([orders[1], cancels[1]]);
  }
  expect([applySignerTier(budget, "tin"), applySignerTier(budget, "toString")]).toEqual([false, false]);
});
