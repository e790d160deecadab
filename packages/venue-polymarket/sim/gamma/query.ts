import type { SimCall } from "../sim-route.ts";

/** A request that Gamma does not take. */
export class GammaRefusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export function invalid(message: string): GammaRefusal {
  return new GammaRefusal(422, "validation error", message);
}

export function found<Body>(body: Body | undefined): Body {
  if (body === undefined) throw new GammaRefusal(404, "not found error", "id not found");
  return body;
}

/** Answers with what `body` returns, or with Gamma's error body when it refuses. */
export function gammaRoute(endpoint: string, body: (call: SimCall) => unknown) {
  return {
    endpoint,
    answer: (call: SimCall): Response => {
      try {
        return Response.json(body(call));
      } catch (refusal) {
        if (!(refusal instanceof GammaRefusal)) throw refusal;
        return Response.json({ type: refusal.type, error: refusal.message }, { status: refusal.status });
      }
    },
  };
}

/** Parameters may be repeated or separated by commas. */
export function valuesOf(query: URLSearchParams, name: string): ReadonlySet<string> {
  return new Set(query.getAll(name).flatMap((value) => value.split(",")));
}

/** Whether one of the values is among those asked for; anything is when none was. */
export function isWanted(query: URLSearchParams, name: string, values: readonly string[]): boolean {
  const wanted = valuesOf(query, name);
  return wanted.size === 0 || values.some((value) => wanted.has(value));
}

/** Whether a number lies within `<name>_min` and `<name>_max`. */
export function isWithin(query: URLSearchParams, name: string, value: number): boolean {
  const bound = (end: string, none: number) => Number(query.get(`${name}_${end}`) ?? none);
  return value >= bound("min", Number.NEGATIVE_INFINITY) && value <= bound("max", Number.POSITIVE_INFINITY);
}

/** Whether a time (ms) lies within the dates `<name>_min` and `<name>_max`. */
export function isBetween(query: URLSearchParams, name: string, timeMs: number): boolean {
  const bound = (end: string, none: number) => {
    const text = query.get(`${name}_${end}`);
    if (text === null) return none;
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) throw invalid(`invalid ${name}_${end}`);
    return ms;
  };
  return timeMs >= bound("min", Number.NEGATIVE_INFINITY) && timeMs <= bound("max", Number.POSITIVE_INFINITY);
}

/** Whether something is as the flag asks; any is when it is not there. */
export function hasFlag(query: URLSearchParams, name: string, value: boolean): boolean {
  const asked = query.get(name);
  return asked === null || (asked === "true") === value;
}

export function wholeOf(query: URLSearchParams, name: string, fallback: number): number {
  const value = Number(query.get(name) ?? fallback);
  if (!Number.isInteger(value) || value < 0) throw invalid(`invalid ${name}`);
  return value;
}
