import { SessionConfig } from "@augury/net";
import type { PolymarketFeedConfig } from "@augury/venue-polymarket";

const NEVER_MS = 600_000;

/** A session with the replay server. Heartbeats, staleness and stalls are off: between the runs of a bench nothing is sent. */
export function benchSession(port: number, path: string): SessionConfig {
  return SessionConfig.parse({
    url: `ws://127.0.0.1:${port}${path}`,
    heartbeat: { kind: "text", everyMs: NEVER_MS, replyMs: NEVER_MS },
    staleMs: NEVER_MS,
  });
}

/**
 * Everything on one socket, and book hashes checked as live: up to 500 a second. What they find is not acted upon: a tape that is played
 * faster than it happened tells its trades too late for the hashes that count them, which looks like drift.
 */
export const BENCH_FEED: Partial<PolymarketFeedConfig> = {
  assetsPerSocketMax: 400,
  stallMs: NEVER_MS,
  snapshotTimeoutMs: NEVER_MS,
  driftPatienceMs: NEVER_MS,
  driftQuietMs: NEVER_MS,
};
