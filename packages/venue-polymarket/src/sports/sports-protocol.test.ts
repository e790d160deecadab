import { expect, test } from "bun:test";
import { SportsProtocol } from "./sports-protocol.ts";

const GAME = {
  gameId: 19_439,
  leagueAbbreviation: "nfl",
  slug: "nfl-lac-buf-2026-01-26",
  homeTeam: "LAC",
  awayTeam: "BUF",
  status: "InProgress",
  score: "3-16",
  period: "Q4",
  elapsed: "5:18",
  live: true,
  ended: false,
};
const read = (text: string) => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {}
  return new SportsProtocol().read(text, json);
};
const gamesOf = (text: string) => {
  const reading = read(text);
  return reading.kind === "data" ? reading.messages.map(({ schema, value }) => schema.safeParse(value)) : [];
};

test("SportsProtocol: default: nothing is subscribed, a game is data", () => {
  expect(new SportsProtocol().hello()).toEqual([]);
  expect(gamesOf(JSON.stringify(GAME)).map(({ data }) => data)).toEqual([GAME]);
});

test("SportsProtocol: behavior: the server's text ping is answered, in its own spelling", () => {
  expect([read("ping"), read("PING"), read("pong")]).toEqual([
    { kind: "control", reply: ["pong"] },
    { kind: "control", reply: ["PONG"] },
    { kind: "control" },
  ]);
});

test("SportsProtocol: behavior: several games in one frame, ids as texts, fields of later kinds", () => {
  const frame = [
    GAME,
    { ...GAME, gameId: "cricket-7", turn: "BUF", finished_timestamp: "2026-01-26T04:00:00Z", ended: true },
  ];
  expect(gamesOf(JSON.stringify(frame)).every(({ success }) => success)).toBe(true);
});

test("SportsProtocol: error: a game without its state does not fit; what is no game is malformed", () => {
  const { live, ...rest } = GAME;
  expect(live).toBe(true);
  expect(gamesOf(JSON.stringify(rest))[0]?.error?.issues[0]?.path).toEqual(["live"]);
  expect([read("7").kind, read("{").kind]).toEqual(["malformed", "malformed"]);
});
