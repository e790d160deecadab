import { z } from "zod";
import { TimeUs } from "../decimals.ts";
import type { EngineView } from "../engine-view.ts";
import { Limit, Offset } from "../paging.ts";
import { answer, type Route, route } from "../route.ts";

const Allowance = z.strictObject({
  name: z.string(),
  kind: z.enum(["quota", "bucket", "credits"]),
  capacity: z.number().describe("Tokens when full: requests, the venue's own tokens, or credits."),
  left: z.number().describe("Below 0 when more was charged than was there."),
  leftShare: z.number().describe("left ÷ capacity."),
  reserve: z.number().describe("Kept back for priority calls (cancels)."),
  pace: z.number().describe("Share of the refill in use: below 1 after a 429, recovering."),
  blockedMs: z.number().describe("Time that a Retry-After has left."),
  resetMs: z.number().nullable().describe("Time until everything is back; null where it comes back bit by bit."),
  granted: z.number().describe("Tokens given so far."),
  throttled: z.int().describe("429s on calls that drew on it."),
  rejected: z.int().describe("Calls refused that would have drawn on it."),
  waiting: z.int().describe("Calls that wait for it."),
});

export const Budget = z.strictObject({
  source: z.string(),
  waiting: z.int(),
  waitingMax: z.int(),
  rejected: z.int().describe("Calls refused by us: queue full, wait too long, or larger than the allowance."),
  allowances: z.array(Allowance),
});

const Client = z.strictObject({
  name: z.string(),
  active: z.int().nullable().describe("Requests on the wire; null for the client of a worker."),
  waiting: z.int().nullable().describe("Calls that wait for a place there; null for the client of a worker."),
  counters: z.record(z.string(), z.number()),
});

const Drift = z.strictObject({
  source: z.string(),
  endpoint: z.string(),
  path: z.string().describe("Where the field stands; [] is any element of a list."),
  type: z.string().describe("Of the first one seen; no value is kept."),
  count: z.int(),
  firstSeenUs: TimeUs,
  lastSeenUs: TimeUs,
});

/** What the REST clients of the main thread do: rate meters, counters, drift. */
export const clientRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/limits",
    tag: "operations",
    summary: "The rate meters and counters of every REST client",
    description:
      "A budget may serve several clients. The same numbers are in /metrics as augury_rate_… and augury_http_….",
    answer: z.strictObject({ budgets: z.array(Budget), clients: z.array(Client) }),
    handle: (_, { view }) =>
      answer({
        budgets: view.rateBudgets().map(toBudget),
        clients: view.httpClients().map(toClient),
      }),
  }),
  route({
    method: "GET",
    path: "/drift",
    tag: "operations",
    summary: "Fields that venues and sources send and we do not know",
    description:
      "Most frequent first. A bounded sample since the start: `shed` counts the sightings that found no room.",
    query: z.strictObject({
      limit: Limit,
      offset: Offset,
      source: z.string().min(1).max(128).optional().describe("Only of this client, as /limits names it."),
      endpoint: z.string().min(1).max(128).optional().describe("Only of this endpoint."),
    }),
    answer: z.strictObject({ total: z.int(), shed: z.int(), fields: z.array(Drift) }),
    handle: ({ query: { limit, offset, source, endpoint } }, { view, options }) => {
      const { entries, shed } = view.drift();
      const found = entries
        .filter((entry) => source === undefined || entry.source === source)
        .filter((entry) => endpoint === undefined || entry.endpoint === endpoint);
      const fields = found.slice(offset, offset + Math.min(limit, options.rowsMax)).map((entry) => ({ ...entry }));
      return answer({ total: found.length, shed, fields });
    },
  }),
];

type ClientView = ReturnType<EngineView["httpClients"]>[number];

function toClient({ name, active, waiting, counters }: ClientView): z.input<typeof Client> {
  return { name, active: active ?? null, waiting: waiting ?? null, counters: { ...counters } };
}

type BudgetView = ReturnType<EngineView["rateBudgets"]>[number];

/** Returns a budget as answers show it. */
export function toBudget({ allowances, ...budget }: BudgetView): z.input<typeof Budget> {
  return {
    ...budget,
    allowances: allowances.map(({ resetMs, ...one }) => ({
      ...one,
      leftShare: one.capacity > 0 ? one.left / one.capacity : 0,
      resetMs: resetMs ?? null,
    })),
  };
}
