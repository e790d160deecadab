import { expect, test } from "bun:test";
import { RateBudget } from "@augury/net";
import { cancelOrder, cancelOrders } from "./order-change-methods.ts";
import { createOrder, createOrders } from "./order-entry-methods.ts";
import { applyKalshiLimits, kalshiBudget } from "./rate-limits.ts";

const NOW = { nowUs: () => 1_790_000_000_000_000, after: () => ({ cancel: () => {} }) };
const open = () => new RateBudget("kalshi", kalshiBudget(), NOW);
const left = (budget: RateBudget, name: string) => budget.usage().allowances.find((one) => one.name === name)?.left;

test("kalshiBudget: default: reads and writes have buckets of their own", async () => {
  const budget = open();
  await budget.acquire({ className: "markets" });
  await budget.acquire({ className: "order" });
  await budget.acquire({ className: createOrder.name });
  await budget.acquire({ className: cancelOrder.name });
  expect([left(budget, "read"), left(budget, "write")]).toEqual([588, 88]);
});

test("kalshiBudget: behavior: a batch pays by item, and cancels have a reserve", async () => {
  const budget = open();
  await budget.acquire({ className: createOrders.name, items: 8 });
  expect(left(budget, "write")).toBe(20);
  const waits = await budget.acquire({ className: createOrder.name, waitMsMax: 0 });
  expect(waits.ok ? "" : waits.error.code).toBe("rate_limited");
  expect((await budget.acquire({ className: cancelOrders.name, items: 10, priority: true })).ok).toBe(true);
  const tooLarge = await budget.acquire({ className: createOrders.name, items: 9 });
  expect(tooLarge.ok ? "" : tooLarge.error.retry).toBe("never");
});

test("applyKalshiLimits: default: the tier's buckets and the venue's prices", async () => {
  const budget = open();
  applyKalshiLimits(budget, {
    account: {
      usage_tier: "premier",
      read: { refill_rate: 1000, bucket_capacity: 1000 },
      write: { refill_rate: 1000, bucket_capacity: 2000 },
    },
    costs: {
      default_cost: 10,
      endpoint_costs: [
        { method: "DELETE", path: "/trade-api/v2/portfolio/events/orders/:order_id", cost: 3 },
        { method: "get", path: "/portfolio/orders/{id}", cost: 1 },
        { method: "GET", path: "/never/heard/of", cost: 7 },
      ],
    },
  });
  const [read, write] = budget.usage().allowances;
  expect([read?.capacity, write?.capacity, write?.reserve]).toEqual([1000, 2000, 400]);
  // Never more tokens than before: the venue's own count is not known.
  expect([read?.left, write?.left]).toEqual([600, 100]);
  await budget.acquire({ className: "cancel-order", priority: true });
  await budget.acquire({ className: "order" });
  expect([left(budget, "read"), left(budget, "write")]).toEqual([599, 97]);
});
