import { type AnyApiMethod, defineApiMethod, flag, wholeNumber, word, wordList } from "@augury/net";
import { z } from "zod";
import {
  EventLiveDataAnswer,
  GameStatsAnswer,
  LiveDataAnswer,
  LiveDatasAnswer,
  WeatherCalibrations,
  WeatherIndex,
} from "./live-data-schema.ts";
import { eventTicker, segment } from "./parameters.ts";

export const liveData = defineApiMethod({
  name: "live-data",
  description: "Score and state of a game, or the like.",
  endpoint: "GET /live_data/milestone/{milestone_id}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    milestone_id: word().describe("Id of the milestone."),
    include_player_stats: flag().optional().describe("With the numbers of every player."),
  }),
  example: { milestone_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: LiveDataAnswer,
  request: ({ milestone_id, ...query }) => ({ path: `/live_data/milestone/${segment(milestone_id)}`, query }),
});

export const liveDataTyped = defineApiMethod({
  name: "live-data-typed",
  description: "The same, its kind named in the address.",
  endpoint: "GET /live_data/{type}/milestone/{milestone_id}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    type: word().describe("Kind of the milestone, such as football_game."),
    milestone_id: word().describe("Id of the milestone."),
    include_player_stats: flag().optional().describe("With the numbers of every player."),
  }),
  example: { type: "football_game", milestone_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: LiveDataAnswer,
  request: ({ type, milestone_id, ...query }) => ({
    path: `/live_data/${segment(type)}/milestone/${segment(milestone_id)}`,
    query,
  }),
});

export const liveDataBatch = defineApiMethod({
  name: "live-data-batch",
  description: "The same for up to 100 milestones.",
  endpoint: "GET /live_data/batch",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    milestone_ids: wordList(100).describe("Ids, separated by commas."),
    include_player_stats: flag().optional().describe("With the numbers of every player."),
  }),
  example: { milestone_ids: ["7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a"] },
  answer: LiveDatasAnswer,
  request: (query) => ({ path: "/live_data/batch", query }),
});

export const eventLiveData = defineApiMethod({
  name: "event-live-data",
  description: "Live data that belong to an event.",
  endpoint: "GET /live_data/events/{event_ticker}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    event_ticker: eventTicker(),
    range: word().optional().describe("How much of the chart, such as 1h."),
  }),
  example: { event_ticker: "KXBTC-26NOV2117" },
  answer: EventLiveDataAnswer,
  request: ({ event_ticker, ...query }) => ({ path: `/live_data/events/${segment(event_ticker)}`, query }),
});

export const gameStats = defineApiMethod({
  name: "game-stats",
  description: "A game play by play.",
  endpoint: "GET /live_data/milestone/{milestone_id}/game_stats",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    milestone_id: word().describe("Id of the milestone."),
  }),
  example: { milestone_id: "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a" },
  answer: GameStatsAnswer,
  request: ({ milestone_id }) => ({ path: `/live_data/milestone/${segment(milestone_id)}/game_stats` }),
});

export const weatherIndex = defineApiMethod({
  name: "weather-index",
  description: "The temperature that weather markets settle by.",
  endpoint: "GET /live_data/weather/{city}",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    city: word().describe("Id of the city, such as miami."),
    from: wholeNumber(0, 9_999_999_999_999).optional().describe("Begin in Unix milliseconds."),
    to: wholeNumber(0, 9_999_999_999_999).optional().describe("End in Unix milliseconds."),
    last_sec: wholeNumber(1, 604_800).optional().describe("In place of begin and end: so many seconds up to now."),
    detailed: flag().optional().describe("With the reading of every station."),
  }),
  example: { city: "miami", last_sec: 3600 },
  answer: WeatherIndex,
  request: ({ city, ...query }) => ({ path: `/live_data/weather/${segment(city)}`, query }),
});

export const weatherCalibrations = defineApiMethod({
  name: "weather-calibrations",
  description: "How the stations of a city are weighed.",
  endpoint: "GET /live_data/weather/{city}/calibrations",
  reference: "kalshi.md section 8",
  params: z.strictObject({
    city: word().describe("Id of the city, such as miami."),
  }),
  example: { city: "miami" },
  answer: WeatherCalibrations,
  request: ({ city }) => ({ path: `/live_data/weather/${segment(city)}/calibrations` }),
});

/** Live data of games and weather. */
export const LIVE_DATA_METHODS: readonly AnyApiMethod[] = [
  liveData,
  liveDataTyped,
  liveDataBatch,
  eventLiveData,
  gameStats,
  weatherIndex,
  weatherCalibrations,
];
