import type { SimCall } from "../sim-route.ts";

/** A request that the Data API does not take. */
export class DataRefusal extends Error {
  constructor(
    message: string,
    readonly parameter?: string,
  ) {
    super(message);
  }
}

/** Answers with what `body` returns; a refusal becomes version 1's error body. */
export function dataRoute(endpoint: string, body: (call: SimCall) => unknown) {
  return { endpoint, answer: (call: SimCall) => answer(call, body, (refusal) => ({ error: refusal.message })) };
}

/** The same with version 2's error body; an offset is refused. */
export function v2Route(endpoint: string, body: (call: SimCall) => unknown) {
  const refuseOffset = (call: SimCall) => {
    if (call.query.has("offset")) throw new DataRefusal("offset is not supported, follow next_cursor", "offset");
    return body(call);
  };
  return {
    endpoint,
    answer: (call: SimCall) => {
      const trace_id = traceOf(call);
      const response = answer(call, refuseOffset, ({ message: error, parameter }) => ({
        error,
        code: "invalid_request",
        retryable: false,
        trace_id,
        ...(parameter && { parameter }),
      }));
      response.headers.set("x-trace-id", trace_id);
      return response;
    },
  };
}

function answer(
  call: SimCall,
  body: (call: SimCall) => unknown,
  errorBody: (refusal: DataRefusal) => object,
): Response {
  try {
    return Response.json(body(call));
  } catch (refusal) {
    if (!(refusal instanceof DataRefusal)) throw refusal;
    return Response.json(errorBody(refusal), { status: 400 });
  }
}

function traceOf({ path, query, nowMs }: SimCall): string {
  return Bun.hash(`${path}?${query}${nowMs}`).toString(16);
}

export function userOf(query: URLSearchParams): string {
  const user = query.get("user");
  if (!user) throw new DataRefusal("required query param 'user' not provided", "user");
  if (!/^0x[0-9a-fA-F]{40}$/.test(user)) throw new DataRefusal("invalid 'user' address", "user");
  return user.toLowerCase();
}

/** A wallet that may be left out. */
export function maybeUserOf(query: URLSearchParams): string | undefined {
  return query.has("user") ? userOf(query) : undefined;
}

/** Returns the condition ids asked for, in lower case, `undefined` when none were. */
export function conditionsOf(query: URLSearchParams, name: string, digits = 64): ReadonlySet<string> | undefined {
  const ids = listOf(query, name);
  for (const id of ids ?? [])
    if (!new RegExp(`^0x[0-9a-fA-F]{${digits}}$`).test(id)) throw new DataRefusal(`invalid condition id: ${id}`, name);
  return ids && new Set(ids.map((id) => id.toLowerCase()));
}

export function eventIdsOf(query: URLSearchParams, name: string): ReadonlySet<string> | undefined {
  const ids = listOf(query, name);
  for (const id of ids ?? []) if (!/^[1-9]\d*$/.test(id)) throw new DataRefusal(`invalid event id: ${id}`, name);
  return ids && new Set(ids);
}

export function listOf(query: URLSearchParams, name: string): string[] | undefined {
  const text = query.get(name);
  return text ? text.split(",") : undefined;
}

export function wholeOf(query: URLSearchParams, name: string, max: number, fallback: number): number {
  const value = Number(query.get(name) ?? fallback);
  if (!Number.isInteger(value) || value < 0 || value > max) throw new DataRefusal(`${name} must be 0 to ${max}`, name);
  return value;
}

export function numberOf(query: URLSearchParams, name: string, fallback: number): number {
  const value = Number(query.get(name) ?? fallback);
  if (!Number.isFinite(value)) throw new DataRefusal(`${name} must be a number`, name);
  return value;
}

export function oneOf<const Word extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly Word[],
  fallback: Word,
): Word {
  const asked = query.get(name) ?? fallback;
  const word = words.find((one) => one === asked);
  if (word === undefined) throw new DataRefusal(`${name} must be one of ${words.join(", ")}`, name);
  return word;
}

export function requireAtMostOne(query: URLSearchParams, ...names: string[]): void {
  if (names.filter((name) => query.has(name)).length > 1)
    throw new DataRefusal(`${names.join(" and ")} are mutually exclusive`, names[1]);
}
