import { expect, test } from "bun:test";
import { PolymarketExchange } from "./polymarket-exchange.ts";
import { SimTrader, TEST_KEYS } from "./sim-trader.ts";
import { SimWorld } from "./sim-world.ts";

const START_MS = 1_790_000_000_000;

function world() {
  const made = new SimWorld({ exchange: new PolymarketExchange(1), seed: 1, nowMs: () => START_MS });
  return { limits: made.limits, key: new SimTrader(made, TEST_KEYS[0]).key };
}

test("SimLimits.admit: behavior: a window's calls, then Cloudflare's page until the window ends", async () => {
  const { limits } = world();
  for (let i = 0; i < 200; i++) expect(limits.admit("GET /tick-size", START_MS)).toBeUndefined();
  const refused = limits.admit("GET /tick-size/{token_id}", START_MS + 4000);
  expect([refused?.status, refused?.headers.get("retry-after"), await refused?.text()]).toEqual([
    429,
    "6",
    "error code: 1015",
  ]);
  expect(limits.admit("GET /book", START_MS)).toBeUndefined();
  expect(limits.admit("GET /tick-size", START_MS + 10_000)).toBeUndefined();
  limits.isOn = false;
  expect(limits.admit("GET /tick-size", START_MS)).toBeUndefined();
});

test("SimLimits.spend: behavior: a signer's burst, then the venue's refusal with its tier, then a steady refill", () => {
  const { limits, key } = world();
  expect(limits.spend(key, "orders", 60, START_MS)).toBeUndefined();
  const refused = limits.spend(key, "orders", 15, START_MS);
  expect([refused?.status, refused?.headers.get("retry-after"), refused?.headers.get("poly-ratelimit-tier")]).toEqual([
    429,
    "1",
    "Standard",
  ]);
  expect(limits.spend(key, "cancels", 120, START_MS)).toBeUndefined();
  expect(limits.spend(key, "orders", 15, START_MS + 375)).toBeUndefined();
  expect(limits.spend(key, "orders", 1, START_MS + 375)?.status).toBe(429);
});
