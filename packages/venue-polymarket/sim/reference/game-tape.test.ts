import { expect, test } from "bun:test";
import { SportsGame } from "../../src/sports/sports-schema.ts";
import { GameTape } from "./game-tape.ts";

/** The games' own hour passes in six minutes. */
const CYCLE_MS = 360_000;

test("GameTape: behavior: a game ends once, with one moment that all its later news repeat", () => {
  const startMs = 1_789_999_426_000;
  const tape = new GameTape(startMs);
  const games = tape.due(startMs + CYCLE_MS).map((news) => SportsGame.parse(news));
  expect(games).toHaveLength(CYCLE_MS / 1000);
  for (const gameId of new Set(games.map((game) => game.gameId))) {
    const news = games.filter((game) => game.gameId === gameId);
    const ended = news.filter((game) => game.ended);
    expect(ended.length).toBeGreaterThan(10);
    expect(new Set(ended.map((game) => game.finished_timestamp)).size).toBe(1);
    expect(Date.parse(ended[0]?.finished_timestamp ?? "")).toBeLessThan(startMs + CYCLE_MS);
    expect(news.filter((game) => !game.ended).every((game) => game.finished_timestamp === undefined)).toBe(true);
  }
});
