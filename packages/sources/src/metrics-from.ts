import type { Metric } from "./metric.ts";
import { toMetric } from "./metric.ts";
import type { SourceDefinition } from "./source-definition.ts";

export const FETCHED_US = 1_790_000_000_123_456;

/** Returns the metrics that a method reads out of a recorded body, with parameters as its callers give them. For tests. */
export function metricsFrom(
  source: SourceDefinition,
  methodName: string,
  json: unknown,
  params: unknown = {},
): Metric[] {
  const method = source.methods.find(({ name }) => name === methodName);
  if (!method) throw new Error(`${source.name} must have a method ${methodName}`);
  const readings = method.toReadings(method.answer.parse(json), method.params.parse(params));
  return readings.map((reading) =>
    toMetric(reading, { source: source.name, endpoint: method.name, fetchedTimeUs: FETCHED_US }),
  );
}

/** Returns metrics as short lines: "btc_price 23110 USD". */
export function linesOf(metrics: readonly Metric[]): string[] {
  return metrics.map(({ name, value, unit }) => `${name} ${value} ${unit}`);
}
