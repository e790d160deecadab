/** Seconds reach this in the year 5138, milliseconds had it in 1973. */
const MS_FROM = 1e11;

/**
 * Returns a venue's time in ms since the epoch, whichever of its spellings it has: Unix seconds or milliseconds, as a number or as text,
 * or ISO 8601 (A15). `undefined` when it is none of them.
 */
export function toUnixMs(time: number | string): number | undefined {
  const number = typeof time === "number" ? time : /^\d{1,16}(\.\d+)?$/.test(time) ? Number(time) : undefined;
  const ms = number === undefined ? Date.parse(String(time)) : number < MS_FROM ? number * 1000 : number;
  return Number.isFinite(ms) && ms >= 0 ? Math.round(ms) : undefined;
}
