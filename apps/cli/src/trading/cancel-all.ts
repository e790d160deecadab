import { z } from "zod";
import type { EngineWord } from "./engine-word.ts";

const Canceled = z.looseObject({ asked: z.int() });

export const cancelAll: EngineWord<typeof Canceled> = {
  name: "cancel-all",
  summary: "cancels all open orders, or those of a venue, market or instrument",
  example: "bun run augury cancel-all --venue kalshi",
  help: [
    "--venue NAME     polymarket or kalshi",
    "--market ID      the venue's id of the market",
    "--instrument I   this instrument: its number, or venue:id[:outcome]",
  ],
  flags: { venue: { type: "string" }, market: { type: "string" }, instrument: { type: "string" } },
  writes: true,
  request: ({ instrument, market, venue }) => ({
    method: "POST",
    path: "/orders/cancel-all",
    body: {
      ...(venue === undefined ? {} : { venue }),
      ...(market === undefined ? {} : { market }),
      ...(instrument === undefined ? {} : { instrument }),
    },
  }),
  answer: Canceled,
  show: ({ asked }) => [`${asked} orders are asked to go; augury orders --open shows what is left`],
};
