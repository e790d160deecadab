import type { z } from "zod";
import type { AnswerKind, HttpMethod, HttpRequest } from "../http/http-request.ts";
import { listParameters, type Parameterized } from "./api-parameter.ts";

/** What a method sends. */
export interface ApiRequest
  extends Pick<HttpRequest, "path" | "query" | "body" | "costs" | "items" | "priority" | "budgetClass" | "headers"> {
  /** Default GET. */
  readonly method?: HttpMethod;
}

/** How the answers of one listing follow each other. */
export interface ApiPaging<Params extends z.ZodObject, Value> {
  /**
   * Returns what the next call changes, `undefined` after the last page, "unreachable" where there may be more that the venue does not
   * hand out this way (offsets that it bounds).
   */
  next(value: Value, params: z.output<Params>): Partial<z.input<Params>> | "unreachable" | undefined;
  items(value: Value): readonly unknown[];
}

/** What the author of a client writes for one method of a REST API. */
export interface ApiMethodDefinition<Params extends z.ZodObject, Value> {
  /** In kebab-case; also the name of the endpoint in errors, drift, budgets and on the command line. */
  readonly name: string;
  /** One sentence for people. */
  readonly description: string;
  /** As the venue's documentation writes it: "GET /markets/{ticker}". */
  readonly endpoint: string;
  /** Where it is described: "polymarket.md section 3". */
  readonly reference: string;
  /** Every field with its description. */
  readonly params: Params;
  /** Parameters that work, for documentation and a first try. */
  readonly example: z.input<Params>;
  readonly answer: z.ZodType<Value>;
  /** Default: JSON. */
  readonly answerKind?: AnswerKind;
  /** Name of the credentials that sign it ("l2"); left out where nothing is signed. */
  readonly auth?: string;
  /** Signed where there is a key, sent without one where not. */
  readonly authOptional?: boolean;
  /** `write` changes something at the venue: the command line asks for a confirmation. */
  readonly effect?: "read" | "write";
  /** Whether sending it twice does no harm; default: what its verb says. An order's placement never is. */
  readonly idempotent?: boolean;
  /** The answer holds a secret (a new API key): it is shown to the caller alone, never kept, logged or counted as drift. */
  readonly secretAnswer?: boolean;
  readonly paging?: ApiPaging<Params, NoInfer<Value>>;
  request(params: z.output<Params>): ApiRequest;
}

/** One method of a REST API, with everything that is generated from it: command line, documentation, coverage. */
export interface ApiMethod<Params extends z.ZodObject = z.ZodObject, Value = unknown>
  extends ApiMethodDefinition<Params, Value>,
    Parameterized<Params> {
  readonly name: string;
  readonly params: Params;
}

/** Any method, whatever its parameters and answer: what a list of methods holds. */
// biome-ignore lint/suspicious/noExplicitAny: parameters stand in a contravariant place, so no narrower type takes every method.
export type AnyApiMethod = ApiMethod<any, any>;

/** Completes a method's definition with the list of its parameters. */
export function defineApiMethod<Params extends z.ZodObject, Value>(
  definition: ApiMethodDefinition<Params, Value>,
): ApiMethod<Params, Value> {
  return { ...definition, parameters: listParameters(definition.params) };
}
