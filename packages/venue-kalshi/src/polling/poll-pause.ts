import type { VenueError } from "@augury/model";
import { computeBackoff } from "@augury/net";
import type { KalshiPollingConfig } from "./polling-config.ts";

/** What a failed read means. `market`: only this market; `venue`: all polling waits; `stop`: the venue does not want us. */
export type FailureScope = "market" | "venue" | "stop";

/** Returns whom a failure is about, by its code (taxonomy of VenueError). */
export function scopeOf({ code }: VenueError): FailureScope {
  switch (code) {
    case "not_found":
    case "rejected":
    case "bad_payload":
      return "market";
    case "auth":
      return "stop";
    case "network":
    case "timeout":
    case "rate_limited":
    case "blocked":
    case "venue_down":
      return "venue";
  }
}

/**
 * The pause that follows failures of the whole venue: at random below a ceiling that doubles with each failure in a row; at least what the
 * venue asks for; the longest at once when it blocks us. One good read ends the row.
 */
export class PollPause {
  /** Failures of the venue in a row. */
  failures = 0;
  private untilUs = 0;

  constructor(
    private readonly config: KalshiPollingConfig,
    private readonly random: () => number,
  ) {}

  isOver(nowUs: number): boolean {
    return nowUs >= this.untilUs;
  }

  failed({ code, retryAfterMs = 0 }: VenueError, nowUs: number): void {
    this.failures++;
    const { pauseMs: initialMs, pauseMsMax: maxMs } = this.config;
    const retry = { initialMs, maxMs, multiplier: 2, attemptsMax: "unlimited" } as const;
    const drawnMs = computeBackoff(retry, this.failures, this.random) ?? maxMs;
    const waitMs = Math.max(retryAfterMs, code === "blocked" ? maxMs : drawnMs);
    // Reads that were on the wire together fail together: the longest of their pauses holds.
    this.untilUs = Math.max(this.untilUs, nowUs + waitMs * 1000);
  }

  succeeded(): void {
    this.failures = 0;
  }
}
