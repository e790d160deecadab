import { readCommonErrorBody } from "@augury/net";
import { z } from "zod";
import type { Reading } from "../metric.ts";
import { RestSource } from "../rest-source.ts";
import { defineMethod, type SourceMethod } from "../source.ts";
import { MONTH, planBudget } from "../source-config.ts";
import type { SourceOptions } from "../source-definition.ts";
import type { CustomMethod, CustomSourceConfig } from "./custom-config.ts";
import { readCustomMetric } from "./custom-reading.ts";
import { fillPlaces } from "./template.ts";

/** Of a host that we know nothing about. */
const REQUESTS_PER_MINUTE = 30;
const BODY_BYTES_MAX = 1024 * 1024;

type Env = Readonly<Record<string, string | undefined>>;

/** Opens a source that was described in YAML. `env` is where its headers' values are looked up, by name. */
export function openCustomSource(config: CustomSourceConfig, env: Env, options: SourceOptions = {}): RestSource {
  const { creditsPerMonth, requestsPerMinute = REQUESTS_PER_MINUTE } = config;
  const headers = resolveHeaders(config.headers, env);
  return new RestSource(
    {
      name: config.name,
      methods: config.methods.map(buildMethod),
      baseUrl: config.url,
      budget: planBudget({ requestsPerMinute, creditsPerMonth }),
      http: { bodyBytesMax: BODY_BYTES_MAX, ...config.http },
      readErrorBody: readCommonErrorBody,
      creditAllowances: creditsPerMonth === undefined ? [] : [MONTH],
      ...headers,
    },
    options,
  );
}

function resolveHeaders(refs: CustomSourceConfig["headers"], env: Env) {
  const found = Object.entries(refs).map(([name, { env: variable, prefix = "" }]) => ({
    name,
    variable,
    prefix,
    secret: env[variable]?.trim() ?? "",
  }));
  const missing = found.filter(({ secret }) => !/^[\x20-\x7e]+$/.test(secret)).map(({ variable }) => variable);
  return {
    headers: Object.fromEntries(found.map(({ name, prefix, secret }) => [name, prefix + secret])),
    secrets: found.map(({ secret }) => secret),
    missingKey: missing.length > 0 ? `set ${missing.join(", ")} to plain text in the environment` : undefined,
  };
}

/** Returns the method that a description stands for. */
export function buildMethod(spec: CustomMethod): SourceMethod {
  return defineMethod({
    name: spec.name,
    description: spec.description,
    params: paramsOf(spec),
    example: {},
    metrics: spec.metrics.map(({ name, unit, description }) => ({ name, unit, description })),
    answer: answerOf(spec),
    request: (params) => ({ path: fillPlaces(spec.path, params, encodeURIComponent), query: queryOf(spec, params) }),
    toReadings: (json, params) => readAll(spec, json, params),
  });
}

function paramsOf({ parameters }: CustomMethod): z.ZodObject {
  const shape = Object.entries(parameters).map(([name, { description, default: fallback }]) => {
    const text = z
      .union([z.string(), z.number(), z.boolean()], { error: "must be a text" })
      .transform(String)
      .pipe(z.string().min(1).max(200));
    return [name, (fallback === undefined ? text : text.default(fallback)).describe(description)] as const;
  });
  return z.strictObject(Object.fromEntries(shape));
}

function queryOf({ query }: CustomMethod, params: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, fillPlaces(String(value), params)]));
}

/** Accepts what every metric can be read from; the error says which path fails, and for which metric. */
function answerOf({ metrics }: CustomMethod): z.ZodType {
  return z.unknown().check(({ value, issues }) => {
    for (const metric of metrics) {
      const read = readCustomMetric(metric, value, {});
      if (!read.ok)
        issues.push({ code: "custom", message: read.error.message, input: value, path: [...read.error.path] });
    }
  });
}

function readAll({ metrics }: CustomMethod, json: unknown, params: Readonly<Record<string, unknown>>): Reading[] {
  return metrics.flatMap((metric) => {
    const read = readCustomMetric(metric, json, params);
    return read.ok && read.value ? [read.value] : [];
  });
}
