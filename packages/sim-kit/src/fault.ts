import { z } from "zod";
import { FRAME_KINDS } from "./frame-kind.ts";

const Count = z.int().min(1).max(1_000_000);
const DurationMs = z.int().min(1).max(3_600_000);
/** Frame faults hurt book changes unless told otherwise: a lost trade echo is no drift. */
const FrameArgs = z.strictObject({
  count: Count.default(1),
  kinds: z
    .array(z.enum(FRAME_KINDS))
    .min(1)
    .default(() => ["delta" as const]),
  probability: z.number().gt(0).max(1).default(1),
});
/** Refusals last for `count` requests, or for `durationMs` when that is given. */
const RefusalArgs = z.strictObject({ count: Count.default(1), durationMs: DurationMs.optional() });

/**
 * One turn of the chaos dial.
 * - `disconnect`: closes every socket with `code`, or without a close frame when there is none.
 * - `silent_stall`: the open sockets go on answering commands and pings but carry no data; a fresh socket is fine.
 * - `half_open`: the open sockets answer nothing at all, not even control frames, and no FIN is sent. Needs the relay.
 * - `drop`, `duplicate`, `reorder`, `truncate`, `garbage`: the next `count` frames of `kinds`. A truncated frame is lost, garbage comes extra.
 * - `gap` (Kalshi): the sequence number jumps by `size` before the next `count` deltas.
 * - `slow`: every frame is held for `delayMs`.
 * - `refuse_handshake`: WebSocket upgrades are answered with `status`.
 * - `too_many_requests`: upgrades and REST calls are answered with 429.
 */
export const Fault = z.discriminatedUnion("fault", [
  z.strictObject({
    fault: z.literal("disconnect"),
    args: z.strictObject({ code: z.int().min(1000).max(4999).optional() }).prefault({}),
  }),
  z.strictObject({
    fault: z.literal("silent_stall"),
    args: z.strictObject({ durationMs: DurationMs.default(3_600_000) }).prefault({}),
  }),
  z.strictObject({
    fault: z.literal("half_open"),
    args: z.strictObject({ durationMs: DurationMs.default(3_600_000) }).prefault({}),
  }),
  z.strictObject({ fault: z.literal("drop"), args: FrameArgs.prefault({}) }),
  z.strictObject({ fault: z.literal("duplicate"), args: FrameArgs.prefault({}) }),
  z.strictObject({ fault: z.literal("reorder"), args: FrameArgs.prefault({}) }),
  z.strictObject({ fault: z.literal("truncate"), args: FrameArgs.prefault({}) }),
  z.strictObject({ fault: z.literal("garbage"), args: FrameArgs.prefault({}) }),
  z.strictObject({
    fault: z.literal("gap"),
    args: z.strictObject({ count: Count.default(1), size: z.int().min(1).max(1_000_000).default(1) }).prefault({}),
  }),
  z.strictObject({
    fault: z.literal("slow"),
    args: z.strictObject({ delayMs: DurationMs.default(250), durationMs: DurationMs.default(2000) }).prefault({}),
  }),
  z.strictObject({
    fault: z.literal("refuse_handshake"),
    args: RefusalArgs.extend({ status: z.int().min(400).max(599).default(503) }).prefault({}),
  }),
  z.strictObject({ fault: z.literal("too_many_requests"), args: RefusalArgs.prefault({}) }),
]);
export type Fault = z.infer<typeof Fault>;
export type FaultName = Fault["fault"];
export type FrameFaultName = "drop" | "duplicate" | "reorder" | "truncate" | "garbage";
