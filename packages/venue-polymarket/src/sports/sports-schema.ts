import { z } from "zod";

/** State of one game, pushed whenever it changes; all games of all leagues come (polymarket.md section 12). */
export const SportsGame = z.object({
  /** A text in some leagues. */
  gameId: z.union([z.int(), z.string().min(1)]),
  leagueAbbreviation: z.string(),
  slug: z.string().nullish(),
  homeTeam: z.string().nullish(),
  awayTeam: z.string().nullish(),
  status: z.string(),
  /** "3-16"; its parts depend on the sport. */
  score: z.string().nullish(),
  period: z.string().nullish(),
  elapsed: z.string().nullish(),
  live: z.boolean(),
  ended: z.boolean(),
  /** Whose turn it is, where a sport has turns. */
  turn: z.string().nullish(),
  finished_timestamp: z.string().nullish(),
});
export type SportsGame = z.infer<typeof SportsGame>;
