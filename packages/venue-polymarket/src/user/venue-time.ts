/** Up to here a number is Unix seconds, above it ms: seconds reach it in the year 5138, ms passed it in 1973. */
const SECONDS_MAX = 100_000_000_000;

/**
 * Returns a time of the user channel in Unix ms. Documented samples have seconds, live frames ms, some recordings ISO 8601; numbers come
 * as text, too (polymarket.md section 11). `undefined` when it is no time, or 0: the venue's word for none.
 */
export function toVenueMs(time: string | number | null | undefined): number | undefined {
  if (time === null || time === undefined || time === "") return undefined;
  const number = typeof time === "number" ? time : /^\d+$/.test(time) ? Number(time) : Date.parse(time);
  if (!Number.isFinite(number) || number <= 0) return undefined;
  const isIso = typeof time === "string" && !/^\d+$/.test(time);
  return !isIso && number < SECONDS_MAX ? number * 1000 : number;
}
