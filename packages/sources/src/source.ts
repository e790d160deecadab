import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import {
  type ApiParameter,
  type BudgetUsage,
  type HttpClient,
  type HttpRequest,
  listParameters,
  type RateBudget,
} from "@augury/net";
import type { z } from "zod";
import type { Metric, MetricDescription, Reading } from "./metric.ts";

/** What a method sends. */
export interface MethodRequest extends Pick<HttpRequest, "path" | "query"> {
  /** What it costs where calls cost credits; 1 if left out. */
  readonly credits?: number;
}

/** What the author of a source writes for one method. */
export interface MethodDefinition<Params extends z.ZodObject, Value> {
  /** In kebab-case; also the name of the endpoint in errors, drift, budgets and labels. */
  readonly name: string;
  /** One sentence for people. */
  readonly description: string;
  /** Every field with its description. */
  readonly params: Params;
  /** Parameters that work, for documentation and a first try. */
  readonly example: z.input<Params>;
  readonly metrics: readonly MetricDescription[];
  readonly answer: z.ZodType<Value>;
  request(params: z.output<Params>): MethodRequest;
  toReadings(value: Value, params: z.output<Params>): readonly Reading[];
}

/** One method of a source, with everything that is generated from it: CLI, docs, forms (C10). */
export interface SourceMethod<Params extends z.ZodObject = z.ZodObject, Value = unknown>
  extends MethodDefinition<Params, Value> {
  readonly parameters: readonly ApiParameter[];
}

/** An answer that fits the method's schema. */
export interface SourceAnswer<Value = unknown> {
  readonly source: string;
  readonly method: string;
  /** As checked, defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly value: Value;
  readonly fetchedTimeUs: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** A slow source of reference data over HTTP: named methods whose answers become metrics. */
export interface Source {
  readonly name: string;
  readonly methods: readonly SourceMethod[];
  /** For meters. */
  readonly http: HttpClient;
  readonly budget: RateBudget;
  /** Calls a method by its name with parameters from wherever. Never rejects for anything that parameters, network or source do. */
  call(method: string, params?: unknown, options?: CallOptions): Promise<Result<SourceAnswer, VenueError>>;
  /** Returns the metrics that are in an answer of this source. */
  toMetrics(answer: SourceAnswer): readonly Metric[];
  /** Takes over what the source says of our limits and credits; does nothing where it says nothing. */
  refreshLimits(options?: CallOptions): Promise<Result<void, VenueError>>;
  usage(): BudgetUsage;
  close(): void;
}

/** Completes a method's definition with the list of its parameters. */
export function defineMethod<Params extends z.ZodObject, Value>(
  definition: MethodDefinition<Params, Value>,
): SourceMethod<Params, Value> {
  return { ...definition, parameters: listParameters(definition.params) };
}
