import { SessionConfig } from "@augury/net";

export const POLYBOLT_URL = "wss://ws-live-v2.polymarket.com/ws";

/** Prices come about every second; a socket that is open and silent for so long has frozen. */
export const POLYBOLT_FREEZE_MS = 15_000;

/** Returns the session of one PolyBolt socket: the server pings every 25 s and so do we, more often (polymarket.md section 12). */
export function polyboltSession(url = POLYBOLT_URL, overrides: Partial<SessionConfig> = {}): SessionConfig {
  return SessionConfig.parse({
    staleMs: 60_000,
    retry: { initialMs: 1_000, maxMs: 30_000 },
    ...overrides,
    url,
    heartbeat: { kind: "protocol" },
  });
}
