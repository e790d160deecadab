import { SessionConfig } from "@augury/net";

export const RTDS_URL = "wss://ws-live-data.polymarket.com";

/** Prices come about every second; a socket that is open and silent for so long has frozen. */
export const RTDS_FREEZE_MS = 15_000;

/** Returns the session of one RTDS socket: text PING every 5 s, whose answers are not to be relied on (polymarket.md section 12). */
export function rtdsSession(url = RTDS_URL, overrides: Partial<SessionConfig> = {}): SessionConfig {
  return SessionConfig.parse({
    staleMs: 60_000,
    ...overrides,
    url,
    heartbeat: { kind: "text", ping: "PING", pong: "PONG", everyMs: 5_000, replyExpected: false },
  });
}
