import type { z } from "zod";
import type { EngineView } from "./engine-view.ts";
import type { Problem, ProblemCode } from "./problem.ts";

/** What a handler works with besides the request. */
export interface RouteContext {
  readonly view: EngineView;
  readonly options: ApiOptions;
}

export interface ApiOptions {
  /** Largest page of a list. */
  readonly rowsMax: number;
  /** Deepest book answer, levels per side. */
  readonly levelsMax: number;
  readonly bodyBytesMax: number;
  /** Bearer token of the write routes; undefined: they answer 403. */
  readonly token?: string;
  /** Host names (without port) that requests may be addressed to; undefined: any. */
  readonly hosts?: ReadonlySet<string>;
  /** Web origins besides our own that may use the write routes. */
  readonly origins: readonly string[];
  readonly metrics: boolean;
  /** Hears of errors that became a 500; the answer itself says nothing of them. */
  readonly onError?: (error: Error, path: string) => void;
}

/** A handler's answer: a body of the declared schema, or a problem. */
export type Reply<Body> =
  | { readonly status: number; readonly body: Body }
  | { readonly problem: Problem; readonly headers?: Readonly<Record<string, string>> };

export interface RouteInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** One route: what the document says of it and what answers it are the same object. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** "/books/:instrument". */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Changes something: needs the bearer token. */
  readonly write: boolean;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Body schema per status; "text/…" routes name their media type instead. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  readonly mediaType: string;
  /** Problems that this route itself may answer with. */
  readonly problems: readonly ProblemCode[];
  readonly handle: (
    input: RouteInput<never, never, never>,
    context: RouteContext,
  ) => Reply<unknown> | Promise<Reply<unknown>>;
}

interface RouteSpec<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly write?: boolean;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  /** Further statuses with the same body. */
  readonly alsoStatuses?: readonly number[];
  readonly mediaType?: string;
  readonly problems?: readonly ProblemCode[];
  readonly handle: (
    input: RouteInput<z.output<Params>, z.output<Query>, z.output<Body>>,
    context: RouteContext,
  ) => Reply<z.input<Answer>> | Promise<Reply<z.input<Answer>>>;
}

/** Makes a route; the handler's types come from its schemas. */
export function route<
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Answer extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<Params, Query, Body, Answer>): Route {
  const { answer, alsoStatuses = [], write = false, mediaType = "application/json", problems = [], ...rest } = spec;
  const answers = Object.fromEntries([200, ...alsoStatuses].map((status) => [status, answer]));
  // The one place where the types of the schemas are given up: create-api passes what these very schemas have parsed.
  return { ...rest, write, mediaType, problems, answers } as unknown as Route;
}

/** Returns a 200 answer. */
export function answer<Body>(body: Body): Reply<Body> {
  return { status: 200, body };
}
