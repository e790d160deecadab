import { z } from "zod";

const MIB = 1024 * 1024;
const Ms = z.int().positive().max(3_600_000);

const RETRY = { attemptsMax: z.int().min(1).max(10), initialMs: Ms, maxMs: Ms, multiplier: z.number().min(1).max(100) };
const KEEP_ALIVE = { idlePerHostMax: z.int().min(1).max(64), idleMs: Ms };
const CLIENT = {
  headersTimeoutMs: Ms,
  attemptTimeoutMs: Ms,
  callTimeoutMs: Ms,
  concurrencyMax: z.int().min(1).max(256),
  priorityConcurrencyMax: z.int().min(1).max(256),
  queuedMax: z.int().min(0).max(65_536),
  bodyBytesMax: z.int().positive(),
  redirectsMax: z.int().min(0).max(10),
  userAgent: z.string().min(1).max(200),
};

/** How often and how patiently a failed request is sent again. */
export const HttpRetryConfig = z.strictObject({
  /** Requests sent for one call, the first one counted: 3 means at most two repetitions. 1 never repeats. */
  attemptsMax: RETRY.attemptsMax.default(3),
  /** Ceiling of the wait before the first repetition; the wait itself is drawn between 0 and the ceiling. */
  initialMs: RETRY.initialMs.default(100),
  /** No ceiling grows past this, and a venue that asks for a longer pause ends the call instead. */
  maxMs: RETRY.maxMs.default(30_000),
  multiplier: RETRY.multiplier.default(2),
});
export type HttpRetryConfig = z.infer<typeof HttpRetryConfig>;

/** The pool of idle connections. One client talks to one host, so the pool's bound is the host's. */
export const KeepAliveConfig = z.strictObject({
  idlePerHostMax: KEEP_ALIVE.idlePerHostMax.default(10),
  /** Bun rounds it up to its 4-second socket timer. */
  idleMs: KEEP_ALIVE.idleMs.default(90_000),
});

/** Settings of one REST client. `HttpConfig.parse({})` is what every source has unless its own section says otherwise. */
export const HttpConfig = z.strictObject({
  retry: HttpRetryConfig.prefault({}),
  keepAlive: KeepAliveConfig.prefault({}),
  /** Connect, TLS and the wait for the answer's headers together: Bun's fetch does not tell them apart. */
  headersTimeoutMs: CLIENT.headersTimeoutMs.default(10_000),
  /** One attempt, body included. */
  attemptTimeoutMs: CLIENT.attemptTimeoutMs.default(30_000),
  /** The whole call: every attempt and every wait between, for the rate budget too. */
  callTimeoutMs: CLIENT.callTimeoutMs.default(120_000),
  /** Requests on the wire at once. */
  concurrencyMax: CLIENT.concurrencyMax.default(10),
  /** The same for priority calls (cancels), which may pass the limit above up to this one. */
  priorityConcurrencyMax: CLIENT.priorityConcurrencyMax.default(14),
  /** Calls that wait for a place on the wire. */
  queuedMax: CLIENT.queuedMax.default(256),
  /** Longest answer, counted after decompression. */
  bodyBytesMax: CLIENT.bodyBytesMax.default(32 * MIB),
  /** Redirects followed in one attempt, within the same origin. Another host is never followed to. */
  redirectsMax: CLIENT.redirectsMax.default(3),
  userAgent: CLIENT.userAgent.default("augury"),
});
export type HttpConfig = z.infer<typeof HttpConfig>;

/** A source's own section: any of the settings, the rest comes from the common section. */
export const HttpOverride = z
  .strictObject({
    ...CLIENT,
    retry: z.strictObject(RETRY).partial(),
    keepAlive: z.strictObject(KEEP_ALIVE).partial(),
  })
  .partial();
export type HttpOverride = z.infer<typeof HttpOverride>;

/** Returns the settings of one source: its own where it has any, else the common ones, else the defaults. */
export function mergeHttpConfig(common: HttpOverride, source: HttpOverride = {}): HttpConfig {
  return HttpConfig.parse({
    ...common,
    ...source,
    retry: { ...common.retry, ...source.retry },
    keepAlive: { ...common.keepAlive, ...source.keepAlive },
  });
}
