import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import type { BudgetUsage, HttpRequest } from "@augury/net";
import type { z } from "zod";
import type { Metric, MetricDescription, Reading } from "./metric.ts";

/** One parameter of a method, as documentation, forms and the command line show it. */
export interface SourceParameter {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Checks one value; takes the text of a command line or form as well as the plain value. */
  readonly schema: z.ZodType;
}

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
  readonly parameters: readonly SourceParameter[];
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

function listParameters(params: z.ZodObject): SourceParameter[] {
  return Object.entries(params.shape as Record<string, z.ZodType>).map(([name, schema]) => ({
    name,
    description: schema.description ?? "",
    required: !schema.safeParse(undefined).success,
    schema,
  }));
}

/** Returns the parameters as the method takes them, or an error that names the first one that does not fit. Nothing has been sent then. */
export function parseParams<Params extends z.ZodObject>(
  source: string,
  method: SourceMethod<Params, unknown>,
  params: unknown,
): Result<z.output<Params>, VenueError> {
  const parsed = method.params.safeParse(params);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const field = issue && issue.path.length > 0 ? `parameter ${issue.path.join(".")}: ` : "";
  const known = method.parameters.map(({ name }) => name).join(", ") || "none";
  return err(
    new VenueError("rejected", "never", `${source} ${method.name}: ${field}${issue?.message ?? "does not fit"}`, {
      source,
      endpoint: method.name,
      hint: `parameters of ${method.name}: ${known}`,
    }),
  );
}
