import { expect, test } from "bun:test";
import { ApiClient, defineApiMethod, HttpConfig, RateBudget, RateBudgetConfig } from "@augury/net";
import { z } from "zod";
import { HttpClients } from "./http-clients.ts";

const METHOD = defineApiMethod({
  name: "thing",
  description: "A thing.",
  endpoint: "GET /thing",
  reference: "none",
  params: z.strictObject({}),
  example: {},
  answer: z.object({ id: z.number() }),
  request: () => ({ path: "/thing" }),
});

const BUDGET = RateBudgetConfig.parse({
  allowances: { read: { kind: "bucket", capacity: 10, refillPerSecond: 1 } },
  classes: { default: { read: 1 } },
});

function open(clients: HttpClients, source: string, budget?: RateBudget) {
  return clients.add(
    new ApiClient({
      source,
      baseUrl: "https://venue.test",
      config: HttpConfig.parse({}),
      methods: [METHOD],
      fetch: async () => Response.json({ id: 1, novel: "x" }),
      ...(budget && { budget }),
      ...clients.seams,
    }),
  );
}

test("HttpClients: default: calls, drift and budget of a client show", async () => {
  const clients = new HttpClients();
  const client = open(clients, "venue", new RateBudget("venue", BUDGET));
  expect((await client.get(METHOD, {})).ok).toBe(true);
  expect(clients.list()).toMatchObject([
    { name: "venue", active: 0, waiting: 0, counters: { calls: 1, answers2xx: 1 } },
  ]);
  expect(clients.budgets()).toMatchObject([{ source: "venue", allowances: [{ name: "read", granted: 1 }] }]);
  expect(clients.drift()).toMatchObject({ endpoints: 1, shed: 0, entries: [{ endpoint: "thing", path: "novel" }] });
});

test("HttpClients: behavior: a shared budget stands once, a client without one has none", () => {
  const clients = new HttpClients();
  const shared = new RateBudget("venue", BUDGET);
  open(clients, "venue-a", shared);
  open(clients, "venue-b", shared);
  open(clients, "plain");
  expect(clients.budgets().map(({ source }) => source)).toEqual(["venue"]);
});

test("HttpClients: behavior: a second client of one source has a name of its own", () => {
  const clients = new HttpClients();
  for (let at = 0; at < 3; at++) open(clients, "venue");
  expect(clients.list().map(({ name }) => name)).toEqual(["venue", "venue-2", "venue-3"]);
});
