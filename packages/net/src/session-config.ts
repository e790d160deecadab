import { z } from "zod";
import { RetryConfig } from "./retry-config.ts";

/**
 * Proof of life. `text`: our text frame is answered by the venue's (Polymarket PING/PONG, polymarket.md section 9); silence for
 * `replyMs` after one means a dead link. `protocol`: WebSocket pings, in either direction (Kalshi, kalshi.md section 12).
 */
export const HeartbeatConfig = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("text"),
    ping: z.string().min(1).max(64).default("PING"),
    pong: z.string().min(1).max(64).default("PONG"),
    everyMs: z.int().positive().default(10_000),
    replyMs: z.int().positive().default(5_000),
    /** False where the venue answers when it likes (RTDS): then only silence for `staleMs` counts. */
    replyExpected: z.boolean().default(true),
  }),
  z.strictObject({ kind: z.literal("protocol"), everyMs: z.int().positive().default(10_000) }),
]);
export type HeartbeatConfig = z.infer<typeof HeartbeatConfig>;

const MIB = 1024 * 1024;

/** One venue's WebSocket session. */
export const SessionConfig = z.strictObject({
  url: z.url({ protocol: /^wss?$/ }),
  /** Applies to minting the headers and to the handshake, each. */
  handshakeTimeoutMs: z.int().positive().default(10_000),
  /** Longest message. Polymarket's first frame can be many MB. */
  payloadBytesMax: z
    .int()
    .positive()
    .default(64 * MIB),
  /** No frame, ping or pong for so long: the connection is dead. */
  staleMs: z.int().positive().default(25_000),
  /** Messages kept while paused: one read of the socket is delivered to its end, up to some thousand small frames. */
  heldFramesMax: z.int().positive().default(65_536),
  heldBytesMax: z
    .int()
    .positive()
    .default(64 * MIB),
  /** Outgoing bytes that the kernel has not taken; a frame beyond it is refused. */
  sendBufferedBytesMax: z.int().positive().default(MIB),
  /** Wait for the other side's close frame before the socket is dropped. Well below the two seconds that a graceful stop gives a feed. */
  closeWaitMs: z.int().positive().default(1_000),
  heartbeat: HeartbeatConfig,
  retry: RetryConfig.prefault({}),
});
export type SessionConfig = z.infer<typeof SessionConfig>;
