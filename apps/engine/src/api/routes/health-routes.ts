import { z } from "zod";
import { TimeUs } from "../decimals.ts";
import type { EngineView } from "../engine-view.ts";
import { answer, type Route, route } from "../route.ts";

const Live = z.strictObject({ status: z.literal("ok"), uptimeMs: z.int() });

const Ready = z.strictObject({
  ready: z.boolean(),
  reasons: z.array(z.string()).describe("Why not; empty when ready."),
  venues: z.record(z.string(), z.strictObject({ connected: z.boolean(), books: z.int(), booksTrusted: z.int() })),
  storage: z.boolean(),
  workers: z.record(z.string(), z.string()),
});
type Ready = z.infer<typeof Ready>;

const Status = z.strictObject({
  runId: z.string(),
  buildId: z.string(),
  mode: z.enum(["observe", "paper", "live"]),
  topology: z.enum(["workers", "inline"]),
  startedUs: TimeUs,
  uptimeMs: z.int(),
  stopping: z.boolean(),
  killed: z.boolean(),
  ready: z.boolean(),
  instruments: z.int(),
  events: z.int().describe("Events consumed by decision."),
  digest: z.string().optional().describe("Digest of the run so far."),
  workers: z.array(
    z.strictObject({
      worker: z.string(),
      state: z.enum(["starting", "running", "restarting", "stopped", "failed"]),
      heartbeatAgeMs: z.number().optional(),
      restarts: z.int(),
      lastError: z.string().optional(),
    }),
  ),
  storage: z.strictObject({
    healthy: z.boolean(),
    rowsWritten: z.int(),
    rowsQueued: z.int(),
    rowsShed: z.int(),
    lastError: z.string().optional(),
  }),
});

export const healthRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/livez",
    tag: "health",
    summary: "Whether the process answers",
    answer: Live,
    handle: (_, { view }) => answer({ status: "ok", uptimeMs: uptimeMs(view) }),
  }),
  route({
    method: "GET",
    path: "/readyz",
    tag: "health",
    summary: "Whether the engine can do its work",
    description:
      "Ready: not stopping, every worker runs, storage is healthy, and every venue is connected and has at least one trusted book. 503 with the reasons otherwise.",
    answer: Ready,
    alsoStatuses: [503],
    handle: (_, { view }) => {
      const body = readiness(view);
      return { status: body.ready ? 200 : 503, body };
    },
  }),
  route({
    method: "GET",
    path: "/status",
    tag: "health",
    summary: "The run, its workers and its storage",
    answer: Status,
    handle: (_, { view }) => {
      const { startedUs, ...run } = view.run();
      const storage = view.storage();
      return answer({
        ...run,
        startedUs,
        uptimeMs: uptimeMs(view),
        killed: view.risk().killed,
        ready: readiness(view).ready,
        instruments: view.instruments().size,
        workers: [...view.workers()],
        storage,
      });
    },
  }),
];

/** Returns whether the engine is ready, and if not, every reason. */
function readiness(view: EngineView): Ready {
  const venues = view.venues();
  const workers = view.workers();
  const storage = view.storage();
  const reasons = [
    ...(view.run().stopping ? ["the engine is stopping"] : []),
    ...workers.filter(({ state }) => state !== "running").map(({ worker, state }) => `worker ${worker} is ${state}`),
    ...(storage.healthy ? [] : [`storage fails: ${storage.lastError ?? "no reason given"}`]),
    ...venues.flatMap(({ missing, venue }) => (missing ? [`${venue} takes no part in this run: ${missing}`] : [])),
    ...venues
      .filter(({ connected, missing }) => !connected && !missing)
      .map(({ venue }) => `${venue} is not connected`),
    ...venues
      .filter(({ connected, booksTrusted }) => connected && booksTrusted === 0)
      .map(({ venue, books }) => `${venue}: none of ${books} books is trusted`),
  ];
  return {
    ready: reasons.length === 0,
    reasons,
    venues: Object.fromEntries(
      venues.map(({ venue, connected, books, booksTrusted }) => [venue, { connected, books, booksTrusted }]),
    ),
    storage: storage.healthy,
    workers: Object.fromEntries(workers.map(({ worker, state }) => [worker, state])),
  };
}

function uptimeMs(view: EngineView): number {
  return Math.max(0, Math.floor((view.nowUs() - view.run().startedUs) / 1000));
}
