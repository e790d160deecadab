const GAMES = [
  { gameId: 19_439, leagueAbbreviation: "nba", homeTeam: "LAL", awayTeam: "BOS" },
  { gameId: 19_440, leagueAbbreviation: "nba", homeTeam: "DEN", awayTeam: "MIA" },
  { gameId: 19_441, leagueAbbreviation: "nfl", homeTeam: "KC", awayTeam: "BUF" },
] as const;

/** Length of a game and of the rest after it, in the game's own seconds, of which ten pass in one of ours. */
const GAME_SECONDS = 2_880;
const CYCLE_SECONDS = 3_600;
const PACE = 10;
const PERIOD_SECONDS = 720;
/** Seconds per point of either team. */
const HOME_PACE = 35;
const AWAY_PACE = 37;

/** One game's news each second, the same for every listener: score and clock follow from the second alone. */
export class GameTape {
  private toldSecond: number;

  constructor(nowMs: number) {
    this.toldSecond = secondOf(nowMs);
  }

  /** Returns the news since the last call, oldest first. */
  due(nowMs: number): readonly object[] {
    const news: object[] = [];
    while (this.toldSecond < secondOf(nowMs)) news.push(newsOf(++this.toldSecond));
    return news;
  }
}

function newsOf(second: number): object {
  const game = GAMES[second % GAMES.length] as (typeof GAMES)[number];
  const clock = (second * PACE + game.gameId) % CYCLE_SECONDS;
  const played = Math.min(clock, GAME_SECONDS);
  const ended = clock >= GAME_SECONDS;
  const endedSecond = second - Math.floor((clock - GAME_SECONDS) / PACE);
  const inPeriod = played % PERIOD_SECONDS;
  return {
    ...game,
    slug: `${game.leagueAbbreviation}-${game.homeTeam}-${game.awayTeam}-2026-11-21`.toLowerCase(),
    status: ended ? "Final" : "InProgress",
    score: `${Math.floor(played / HOME_PACE)}-${Math.floor(played / AWAY_PACE)}`,
    period: ended ? "End Q4" : `Q${Math.floor(played / PERIOD_SECONDS) + 1}`,
    elapsed: `${twoDigits(Math.floor(inPeriod / 60))}:${twoDigits(inPeriod % 60)}`,
    live: !ended,
    ended,
    ...(ended && { finished_timestamp: new Date(endedSecond * 1_000).toISOString() }),
  };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

function secondOf(nowMs: number): number {
  return Math.floor(nowMs / 1_000);
}
