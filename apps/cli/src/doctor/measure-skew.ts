import { type Finding, fail, fine, warn } from "./finding.ts";

/** Beyond it a signed request may be refused; neither venue publishes its tolerance (polymarket.md section 2, kalshi.md section 4). */
const SKEW_MS_FAIL = 5_000;
const SKEW_MS_WARN = 1_000;
const FIX =
  "turn on time synchronization (timedatectl set-ntp true, or chrony); signed requests are refused by a wrong clock";

export interface SkewReading {
  /** The venue's time, a whole second, in ms. */
  readonly venueSecondMs: number;
  /** When the question left and when its answer was here, by our clock. */
  readonly sentMs: number;
  readonly receivedMs: number;
}

/**
 * Returns how far our clock is ahead of the venue's (negative: behind) and how exactly that is known: the venue says whole seconds, and
 * the answer was made at some time between sending and receiving.
 */
export function measureSkew({ venueSecondMs, sentMs, receivedMs }: SkewReading): { skewMs: number; exactMs: number } {
  const skewMs = (sentMs + receivedMs) / 2 - (venueSecondMs + 500);
  return { skewMs, exactMs: 500 + (receivedMs - sentMs) / 2 };
}

/** Returns what a reading means. Only what lies beyond its own exactness is held against the clock. */
export function judgeSkew(venue: string, reading: SkewReading): Finding {
  const { skewMs, exactMs } = measureSkew(reading);
  const certainMs = Math.max(0, Math.abs(skewMs) - exactMs);
  const seconds = `${(Math.abs(skewMs) / 1000).toFixed(1)} s (±${(exactMs / 1000).toFixed(1)} s)`;
  const text = `this machine's clock is ${seconds} ${skewMs >= 0 ? "ahead of" : "behind"} ${venue}'s`;
  if (certainMs > SKEW_MS_FAIL) return fail(text, FIX);
  if (certainMs > SKEW_MS_WARN) return warn(text, FIX);
  return fine(`this machine's clock agrees with ${venue}'s within ${((certainMs + exactMs) / 1000).toFixed(1)} s`);
}
