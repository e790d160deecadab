import { z } from "zod";

const Cash = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** Bounds of intents whose legs belong together. Cash in micro-dollars. */
export const LegConfig = z.strictObject({
  /** Intents that are being carried out. */
  plansMax: z.int().positive().max(10_000).default(256),
  /** The most that an intent may lose when a leg fails and nothing can be traded back. Above it no leg goes. */
  lossMax: Cash.default(1_000_000_000),
  /** The most that it may lose when everything is traded back within the band; of plans that unwind. */
  unwindLossMax: Cash.default(1_000_000_000),
  /** Fills of one order that the stated losses leave room for: each may be rounded against us once. */
  fillsPerOrderMax: z.int().positive().max(100_000).default(100),
  /** After a leg's end so long is waited for fills told late, before what is beyond whole sets is counted: a cancel may overtake a trade. */
  settleMs: z.int().nonnegative().max(60_000).default(250),
  /** Orders that may try to trade one leg back. */
  unwindsPerLegMax: z.int().positive().max(16).default(3),
  /** From one such try to the next: what was just bought may not be sellable yet. */
  unwindAgainMs: z.int().positive().max(600_000).default(2_000),
  /** Trading back is given up so long after it began. */
  unwindMsMax: z.int().positive().max(3_600_000).default(60_000),
});
export type LegConfig = z.infer<typeof LegConfig>;
