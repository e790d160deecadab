import { defineApiStream, SessionConfig, type StreamSink } from "@augury/net";
import { z } from "zod";
import { openMessageStream, type StreamParts } from "../stream-parts.ts";
import { SportsProtocol } from "./sports-protocol.ts";

export const SPORTS_URL = "wss://sports-api.polymarket.com/ws";

export const sportsGames = defineApiStream({
  name: "games",
  description: "Scores and states of all games as they change.",
  channel: "games",
  reference: "polymarket.md section 12",
  params: z.strictObject({}),
  example: {},
  open: (_, sink: StreamSink, parts: StreamParts) => {
    const session = SessionConfig.parse({ url: parts.url, heartbeat: { kind: "protocol" }, staleMs: 45_000 });
    // Where nothing is played nothing is said: only the pings tell whether the socket lives.
    const stream = { source: "polymarket-sports", session, protocol: () => new SportsProtocol(), freezeMs: 0 };
    return openMessageStream(stream, sink, parts);
  },
});

export const SPORTS_STREAMS = [sportsGames] as const;
