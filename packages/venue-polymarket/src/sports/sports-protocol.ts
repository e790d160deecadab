import type { FrameReading, StreamProtocol } from "@augury/net";
import { SportsGame } from "./sports-schema.ts";

/**
 * The sports socket: nothing is subscribed, every game is pushed. The server pings with the text `ping`, to be answered by `pong` within
 * 10 s, or with WebSocket pings, which the socket answers itself; both have been seen.
 */
export class SportsProtocol implements StreamProtocol {
  hello(): readonly string[] {
    return [];
  }

  read(text: string, json: unknown): FrameReading {
    const word = text.trim();
    if (word === "ping" || word === "PING") return { kind: "control", reply: [word === "ping" ? "pong" : "PONG"] };
    if (word === "" || word === "pong" || word === "PONG") return { kind: "control" };
    if (typeof json !== "object" || json === null) return { kind: "malformed" };
    const games = Array.isArray(json) ? json : [json];
    return { kind: "data", messages: games.map((value) => ({ topic: "game", schema: SportsGame, value })) };
  }
}
