import { PROMETHEUS_CONTENT_TYPE } from "@augury/telemetry";
import { z } from "zod";
import { metricsText } from "../metrics-text.ts";
import { problem } from "../problem.ts";
import { answer, type Route, route } from "../route.ts";

const Bound = z.strictObject({
  name: z.string(),
  unit: z.enum(["slots", "bytes", "rows", "entries", "orders", "per_second"]),
  max: z.number(),
  used: z.number(),
  usedShare: z.number().describe("used ÷ max."),
  peak: z.number().nullable(),
  shed: z.number().nullable().describe("What the bound has shed or refused so far."),
});

export const debugRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/debug/bounds",
    tag: "operations",
    summary: "Every stated bound with its current use",
    answer: z.strictObject({ bounds: z.array(Bound) }),
    handle: (_, { view }) =>
      answer({
        bounds: view.bounds().map(({ name, unit, max, used, peak, shed }) => ({
          name,
          unit,
          max,
          used,
          usedShare: max > 0 ? used / max : 0,
          peak: peak ?? null,
          shed: shed ?? null,
        })),
      }),
  }),
  route({
    method: "GET",
    path: "/metrics",
    tag: "operations",
    summary: "Everything counted, for Prometheus",
    mediaType: PROMETHEUS_CONTENT_TYPE,
    answer: z.string(),
    problems: ["not-found"],
    handle: (_, { view, options }) =>
      options.metrics
        ? answer(metricsText(view))
        : { problem: problem("not-found", "metrics are switched off in the configuration") },
  }),
];
