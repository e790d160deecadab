import { UsageError } from "../usage-error.ts";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads "500ms", "10s", "2m", "1h"; a bare number is seconds. */
export function parseDurationMs(flag: string, text: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d)?$/.exec(text);
  const ms = match ? Math.round(Number(match[1]) * (UNITS[match[2] ?? "s"] as number)) : 0;
  if (!(ms > 0)) throw new UsageError(`${flag} is a time such as 500ms, 10s or 2m, was "${text}"`);
  return ms;
}

/** Reads a whole number of at least `min`. */
export function parseCount(flag: string, text: string, min = 1): number {
  const count = Number(text);
  if (!/^\d{1,9}$/.test(text) || count < min)
    throw new UsageError(`${flag} is a whole number from ${min}, was "${text}"`);
  return count;
}
