import { z } from "zod";

/**
 * A Polymarket market and a Kalshi market that a human has read and calls the same question with the same rules of settlement. Nothing
 * in the engine ever makes such a pair by itself.
 */
export const MarketPair = z.strictObject({
  name: z.string().min(1).max(128).describe("What strategies and reports call the pair."),
  polymarket: z.string().min(1).max(256).describe("The market's slug or condition id."),
  kalshi: z.string().min(1).max(128).describe("The market's ticker."),
  approvedBy: z.string().min(1).max(128).describe("Who compared the two sets of rules."),
  approvedOn: z.iso.date().describe("When, as YYYY-MM-DD."),
  note: z.string().max(1024).optional().describe("What was looked at; known differences."),
});
export type MarketPair = z.infer<typeof MarketPair>;
