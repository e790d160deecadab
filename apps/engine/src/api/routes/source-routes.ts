import type { VenueError } from "@augury/model";
import { z } from "zod";
import { TimeUs } from "../decimals.ts";
import { type Problem, problem } from "../problem.ts";
import { answer, type Route, route } from "../route.ts";
import type { SourceCallView, SourceView } from "../view/source-views.ts";
import { Budget, toBudget } from "./client-routes.ts";

const Name = z.string().regex(/^[a-z][a-z0-9-]{0,99}$/, "a name in lower case, words joined by hyphens");

const Source = z.strictObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  key: z.enum(["none", "optional", "required"]),
  hasKey: z.boolean(),
  methods: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string(),
      parameters: z.array(z.strictObject({ name: z.string(), description: z.string(), required: z.boolean() })),
      example: z.record(z.string(), z.unknown()),
      metrics: z.array(z.strictObject({ name: z.string(), unit: z.string(), description: z.string() })),
    }),
  ),
  usage: Budget,
});

const Metric = z.strictObject({
  source: z.string(),
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  labels: z.record(z.string(), z.string()),
  timeMs: z.number().describe("The source's own time of the value, else when it was fetched."),
  fetchedTimeUs: TimeUs,
});

const Call = z.strictObject({
  source: z.string(),
  method: z.string(),
  params: z.record(z.string(), z.unknown()).describe("As checked, defaults filled in."),
  fetchedTimeUs: TimeUs,
  metrics: z.array(Metric),
  value: z.unknown().describe("The source's answer, as our schema made it."),
});

export const sourceRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/sources",
    tag: "sources",
    summary: "The open reference-data sources: their methods, and what is left of their limits",
    answer: z.strictObject({ sources: z.array(Source) }),
    handle: (_, { view }) => answer({ sources: view.sources().map(toSource) }),
  }),
  route({
    method: "POST",
    path: "/sources/:source/:method",
    tag: "sources",
    summary: "Ask a source",
    description:
      "The body holds the method's parameters. Needs the token, because a call uses up requests and credits of the source's plan.",
    write: true,
    params: z.strictObject({ source: Name, method: Name }),
    body: z.record(z.string(), z.unknown()).optional(),
    answer: Call,
    problems: ["not-found", "rate-limited", "source-failed"],
    handle: async ({ params: { source, method }, body }, { view }) => {
      const called = await view.callSource(source, method, body ?? {});
      return called.ok ? answer(toCall(called.value)) : toProblem(called.error);
    },
  }),
];

function toSource({ methods, usage, ...source }: SourceView): z.input<typeof Source> {
  return {
    ...source,
    methods: methods.map(({ name, description, parameters, example, metrics }) => ({
      name,
      description,
      parameters: parameters.map((one) => ({
        name: one.name,
        description: one.description,
        required: one.required,
      })),
      example: { ...example },
      metrics: metrics.map((metric) => ({ ...metric })),
    })),
    usage: toBudget(usage),
  };
}

function toCall({ source, method, params, fetchedTimeUs, metrics, value }: SourceCallView): z.input<typeof Call> {
  return {
    source,
    method,
    params: { ...params },
    fetchedTimeUs,
    metrics: metrics.map((metric) => ({ ...metric, labels: { ...metric.labels } })),
    value,
  };
}

/** A source's failure is told as ours only where the request itself was wrong. */
function toProblem(error: VenueError): { problem: Problem; headers?: Record<string, string> } {
  const detail = `${error.message} (${error.code})${error.hint ? `; ${error.hint}` : ""}`;
  if (error.code === "rate_limited") {
    const headers = { "retry-after": String(Math.max(1, Math.ceil((error.retryAfterMs ?? 0) / 1000))) };
    return { problem: problem("rate-limited", detail), headers };
  }
  if (error.status === undefined && error.code === "not_found") return { problem: problem("not-found", detail) };
  if (error.status === undefined && error.code === "rejected") return { problem: problem("bad-request", detail) };
  return { problem: problem("source-failed", detail) };
}
