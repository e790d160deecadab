/** A pause longer than a day is taken for a day. */
const RETRY_AFTER_MS_MAX = 86_400_000;

/**
 * Returns the pause that an answer asks for, in milliseconds, or `undefined` when it asks for none or nobody can read it. Both forms
 * of RFC 9110 section 10.2.3: seconds, or a date. A date is held against the answer's own Date header where there is one, so that our
 * clock's error does not matter; else against `nowMs`.
 */
export function parseRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return bounded(Number(text) * 1000);
  const until = parseHttpDate(text);
  if (until === undefined) return undefined;
  return bounded(until - (parseHttpDate(headers.get("date") ?? "") ?? nowMs));
}

/** Only texts with a weekday: Date.parse alone takes "5 apples" for a day in May. */
function parseHttpDate(text: string): number | undefined {
  if (!/^(mon|tue|wed|thu|fri|sat|sun)/i.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function bounded(ms: number): number {
  return Math.min(RETRY_AFTER_MS_MAX, Math.max(0, Math.ceil(ms)));
}
