import { Reference } from "@augury/model";
import { RiskConfig } from "@augury/risk";
import { StrategyConfig } from "@augury/strategy";
import { z } from "zod";

/**
 * Everything that decision depends on besides its inputs. Its bytes stand in every journal segment, so that a replay builds the same
 * decision. Instruments are resolved to indices before.
 */
export const DecisionConfig = z.strictObject({
  strategies: z.array(StrategyConfig).max(32).default([]),
  risk: RiskConfig,
  /** The run's reference prices; a slot names one by its place in this list. */
  references: z.array(Reference).max(64).default([]),
  /** Bound of all books' level storage: a book that finds no room is distrusted, in a replay as it was live. */
  booksBytesMax: z
    .int()
    .positive()
    .default(256 * 1024 * 1024),
  /** A timestamp group of a book has ended when nothing more came for this long. */
  groupQuietMs: z.int().positive().max(60_000).default(250),
  /** After a refusal a strategy is not asked again for this long. */
  refusalPauseMs: z.int().nonnegative().max(600_000).default(250),
});
export type DecisionConfig = z.infer<typeof DecisionConfig>;

/** The bytes that a journal carries. */
export function encodeDecisionConfig(config: DecisionConfig): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(config));
}

/** Reads a journal's configuration bytes; throws when they are not ours. */
export function decodeDecisionConfig(bytes: Uint8Array): DecisionConfig {
  return DecisionConfig.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
