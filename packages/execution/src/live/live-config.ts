import { z } from "zod";

const Ms = z.int().positive().max(3_600_000);

/** Patience and bounds of a live venue's order keeping. */
export const LiveConfig = z.strictObject({
  /** Orders that have not ended. */
  ordersOpenMax: z.int().positive().max(10_000).default(1_000),
  /** Ended orders remembered for late news. */
  ordersEndedMax: z.int().positive().max(1_000_000).default(10_000),
  /** First wait before an order of unknown outcome is looked up; doubles up to the maximum. */
  lookUpMs: Ms.default(250),
  lookUpMsMax: Ms.default(10_000),
  /** An order that the venue does not know is given up only so long after it was sent: listings lag behind. */
  absentAfterMs: Ms.default(30_000),
  /** … and only after so many complete answers in a row. */
  absentAnswersMin: z.int().min(2).max(100).default(3),
  /**
   * Cash that orders of unknown outcome may cost together with the next one, micro-dollars. Past it nothing new is sent until they are known;
   * on their own markets nothing is in any case.
   */
  unknownExposureMax: z.int().nonnegative().max(Number.MAX_SAFE_INTEGER).default(100_000_000),
  /** A cancel without an end is asked for again. */
  cancelAgainMs: Ms.default(1_000),
  /** All open orders are compared this often. */
  snapshotMs: Ms.default(30_000),
  /** A snapshot without an answer is asked for again. */
  snapshotWaitMs: Ms.default(10_000),
  /** Orders younger than this when a snapshot began may be missing from it. */
  snapshotLagMs: Ms.default(2_000),
});
export type LiveConfig = z.infer<typeof LiveConfig>;
