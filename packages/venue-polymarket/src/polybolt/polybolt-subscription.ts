import type { PolyboltChannel } from "./polybolt-schema.ts";

/** One channel with its filter: {"symbol":"btcusd"}, {"symbol":"btcusd","window_seconds":60}, {"asset_id":"…"}. */
export interface PolyboltSubscription {
  readonly channel: PolyboltChannel;
  readonly filter: Readonly<Record<string, string | number>>;
}

/** The server's bounds (polymarket.md section 12): more subscriptions or larger frames end the connection with 4008. */
export const POLYBOLT_LIMITS = {
  subscriptionsMax: 64,
  commandsPerSecondMax: 20,
  frameBytesMax: 65_536,
  authsMax: 8,
} as const;

/** Credentials of the CLOB API (section 2). They go over the socket as they are: the socket must be TLS, and nothing may log them. */
export interface PolyboltCredentials {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
}

/** Returns the frame that subscribes to everything at once: a batch counts as one command. */
export function encodePolyboltSubscribe(rid: string, subscriptions: readonly PolyboltSubscription[]): string {
  return JSON.stringify({ op: "subscribe", rid, subscriptions });
}

/** Returns the frame that authenticates. It holds the secret. */
export function encodePolyboltAuth(rid: string, auth: PolyboltCredentials): string {
  return JSON.stringify({ op: "auth", rid, auth });
}
