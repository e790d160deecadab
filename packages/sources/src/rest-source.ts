import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import {
  type BudgetUsage,
  HttpClient,
  type HttpOverride,
  mergeHttpConfig,
  parseParams,
  RateBudget,
  type RateBudgetConfig,
  type ReadErrorBody,
} from "@augury/net";
import { Redactor } from "@augury/telemetry";
import type { z } from "zod";
import { type Metric, toMetric } from "./metric.ts";
import type { CallOptions, Source, SourceAnswer, SourceMethod } from "./source.ts";
import type { SourceOptions } from "./source-definition.ts";

/** What makes one REST source different from another. */
export interface RestSourceParts {
  readonly name: string;
  readonly methods: readonly SourceMethod[];
  readonly baseUrl: string;
  readonly budget: RateBudgetConfig;
  readonly http: HttpOverride;
  readonly readErrorBody: ReadErrorBody;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to every request's query: a key, where it has to stand there. */
  readonly query?: Readonly<Record<string, string>>;
  /** Values that no error may show. */
  readonly secrets?: readonly string[];
  /** Why no call can be made: what the operator has to do about the missing key. */
  readonly missingKey?: string | undefined;
  /** The budget's allowances that count credits. */
  readonly creditAllowances?: readonly string[];
  /** Returns the credits that an answer says it cost, `undefined` where it does not say. */
  creditsCharged?(value: unknown): number | undefined;
  readonly limits?: LimitsReader | undefined;
}

/** Reads our limits from one method's answers. */
export interface LimitsReader {
  readonly method: string;
  apply(value: unknown, budget: RateBudget, nowUs: number): void;
}

/** A source over one REST API: parameters are checked, the budget is asked, the answer is checked by the method's schema. */
export class RestSource implements Source {
  readonly name: string;
  readonly methods: readonly SourceMethod[];
  readonly http: HttpClient;
  readonly budget: RateBudget;

  constructor(
    private readonly parts: RestSourceParts,
    { apiKey, http, redactor = new Redactor(), ...seams }: SourceOptions = {},
  ) {
    for (const secret of [...(parts.secrets ?? []), apiKey ?? ""]) redactor.add(secret);
    const { name, methods, baseUrl, readErrorBody, headers = {} } = parts;
    this.name = name;
    this.methods = methods;
    this.budget = new RateBudget(name, parts.budget, seams.scheduler);
    const config = mergeHttpConfig(http ?? {}, parts.http);
    const { budget } = this;
    this.http = new HttpClient({ ...seams, source: name, baseUrl, config, budget, redactor, headers, readErrorBody });
  }

  async call(name: string, params: unknown = {}, options: CallOptions = {}): Promise<Result<SourceAnswer, VenueError>> {
    const method = this.methodCalled(name);
    return method.ok ? this.send(method.value, params, options) : method;
  }

  /** Calls a method that is known when the code is written: parameters and answer have its types. */
  async get<Params extends z.ZodObject, Value>(
    method: SourceMethod<Params, Value>,
    params: z.input<Params>,
    options: CallOptions = {},
  ): Promise<Result<SourceAnswer<Value>, VenueError>> {
    return this.send(method, params, options);
  }

  toMetrics({ source, method: endpoint, value, params, fetchedTimeUs }: SourceAnswer): readonly Metric[] {
    const method = this.methods.find((one) => one.name === endpoint);
    const readings = source === this.name && method ? method.toReadings(value, params) : [];
    return readings.map((reading) => toMetric(reading, { source, endpoint, fetchedTimeUs }));
  }

  async refreshLimits(options: CallOptions = {}): Promise<Result<void, VenueError>> {
    const { limits } = this.parts;
    if (limits === undefined) return ok(undefined);
    const answer = await this.call(limits.method, {}, options);
    return answer.ok ? ok(undefined) : answer;
  }

  usage(): BudgetUsage {
    return this.budget.usage();
  }

  close(): void {
    this.http.close();
  }

  private methodCalled(name: string): Result<SourceMethod, VenueError> {
    const method = this.methods.find((one) => one.name === name);
    if (method) return ok(method);
    const hint = `methods of ${this.name}: ${this.methods.map((one) => one.name).join(", ")}`;
    const message = `${this.name}: there is no method "${name.slice(0, 60)}"`;
    return err(new VenueError("rejected", "never", message, { source: this.name, hint }));
  }

  private async send<Params extends z.ZodObject, Value>(
    method: SourceMethod<Params, Value>,
    params: unknown,
    options: CallOptions,
  ): Promise<Result<SourceAnswer<Value>, VenueError>> {
    const checked = parseParams(this.name, method, params);
    if (!checked.ok) return checked;
    const keyProblem = this.keyProblem(method.name);
    if (keyProblem) return err(keyProblem);
    const { path, query, credits = 1 } = method.request(checked.value);
    const got = await this.http.request(
      {
        ...options,
        endpoint: method.name,
        path,
        query: { ...query, ...this.parts.query },
        costs: this.creditCosts(credits),
      },
      method.answer,
    );
    if (!got.ok) return got;
    const { value, receivedTimeUs: fetchedTimeUs } = got.value;
    this.settle(method.name, value, credits, fetchedTimeUs);
    return ok({ source: this.name, method: method.name, params: checked.value, value, fetchedTimeUs });
  }

  private keyProblem(endpoint: string): VenueError | undefined {
    const { missingKey, headers = {} } = this.parts;
    const unfit = Object.values(headers).some((value) => !/^[\x20-\x7e]*$/.test(value));
    if (missingKey === undefined && !unfit) return undefined;
    const message = `${this.name} ${endpoint}: there must be a key, in plain text`;
    const hint = missingKey ?? "the key has characters that no header may carry: set it anew";
    return new VenueError("auth", "never", message, { source: this.name, endpoint, hint });
  }

  private creditCosts(credits: number): Record<string, number> {
    return Object.fromEntries((this.parts.creditAllowances ?? []).map((name) => [name, credits]));
  }

  /** Brings the budget in line with what the answer says: what it cost, and what is left. */
  private settle(method: string, value: unknown, planned: number, nowUs: number): void {
    const charged = this.parts.creditsCharged?.(value);
    if (charged !== undefined && charged !== planned) this.budget.charge(this.creditCosts(charged - planned));
    const { limits } = this.parts;
    if (limits?.method === method) limits.apply(value, this.budget, nowUs);
  }
}
