import { assert, err, ok, type Result } from "@augury/core";
import type { Reading } from "../metric.ts";
import { NumberOrText } from "../wire-schemas.ts";
import type { CustomMetric } from "./custom-config.ts";
import { type JsonPath, parseJsonPath, readJsonPath } from "./json-path.ts";
import { fillPlaces } from "./template.ts";

/** Why an answer has no such metric, and where in the answer. */
export interface ReadingProblem {
  readonly path: JsonPath;
  readonly message: string;
}

type Params = Readonly<Record<string, unknown>>;

/** Returns what one metric's description finds in an answer; `undefined` when it is optional and not there. */
export function readCustomMetric(
  metric: CustomMetric,
  json: unknown,
  params: Params,
): Result<Reading | undefined, ReadingProblem> {
  const path = pathOf(metric.value);
  const found = readJsonPath(path, json);
  if (found === undefined || found === null) {
    return metric.optional ? ok(undefined) : err({ path, message: `must be there for the metric ${metric.name}` });
  }
  const value = toNumber(metric, found);
  if (!value.ok) return err({ path, message: value.error });
  const time = readTime(metric, json);
  if (!time.ok) return time;
  const labels = readLabels(metric, json, params);
  if (!labels.ok) return labels;
  const { name, unit } = metric;
  return ok({ name, value: value.value, unit, labels: labels.value, dataTimeMs: time.value });
}

function toNumber({ name, scale, min, max }: CustomMetric, found: unknown): Result<number, string> {
  const parsed = NumberOrText.safeParse(found);
  if (!parsed.success) return err(`must be a number, as such or as text, for the metric ${name}`);
  const value = parsed.data * scale;
  if (!Number.isFinite(value)) return err(`must be finite for the metric ${name}`);
  if (min !== undefined && value < min) return err(`must be at least ${min} for the metric ${name}, was ${value}`);
  if (max !== undefined && value > max) return err(`must be at most ${max} for the metric ${name}, was ${value}`);
  return ok(value);
}

/** Last moment that a Date can hold. */
const TIME_MS_MAX = 8.64e15;

function readTime({ time }: CustomMetric, json: unknown): Result<number | undefined, ReadingProblem> {
  if (time === undefined) return ok(undefined);
  const path = pathOf(time.path);
  const found = readJsonPath(path, json);
  const ms = time.format === "iso" ? isoMs(found) : scaledMs(found, time.format === "seconds" ? 1000 : 1);
  const good = Number.isFinite(ms) && Math.abs(ms) <= TIME_MS_MAX;
  return good ? ok(ms) : err({ path, message: `must be a time in ${time.format}` });
}

function isoMs(found: unknown): number {
  return typeof found === "string" ? Date.parse(found) : Number.NaN;
}

function scaledMs(found: unknown, scale: number): number {
  const parsed = NumberOrText.safeParse(found);
  return parsed.success ? Math.round(parsed.data * scale) : Number.NaN;
}

const LABEL_MAX = 200;

function readLabels(
  { labels }: CustomMetric,
  json: unknown,
  params: Params,
): Result<Record<string, string>, ReadingProblem> {
  const out: Record<string, string> = {};
  for (const [label, text] of Object.entries(labels)) {
    const path = text.startsWith("$") ? pathOf(text) : undefined;
    const found = path ? readJsonPath(path, json) : fillPlaces(text, params);
    if (typeof found !== "string" && typeof found !== "number")
      return err({ path: path ?? [], message: `must be a text for the label ${label}` });
    out[label] = String(found).slice(0, LABEL_MAX);
  }
  return ok(out);
}

/** Paths have been checked with the configuration. */
function pathOf(text: string): JsonPath {
  const parsed = parseJsonPath(text);
  assert(parsed.ok, "a configured path is one");
  return parsed.value;
}
