import type { SimSession } from "@augury/sim-kit";
import type { SessionLink } from "../market-session.ts";
import { GameTape } from "./game-tape.ts";

const PING_EVERY_MS = 5_000;
const PONG_WITHIN_MS = 10_000;

export interface SportsSessionOptions {
  readonly link: SessionLink;
  readonly nowMs: () => number;
}

/** One client of the sports socket: all games come unasked, and the text `ping` wants its `pong` (polymarket.md section 12). */
export class SportsSession implements SimSession {
  private readonly games: GameTape;
  private pingDueMs: number;
  private unansweredSinceMs: number | undefined;

  constructor(private readonly options: SportsSessionOptions) {
    this.games = new GameTape(options.nowMs());
    this.pingDueMs = options.nowMs() + PING_EVERY_MS;
  }

  receive(text: string): void {
    if (text === "pong") this.unansweredSinceMs = undefined;
  }

  onTime(nowMs: number): void {
    const { link } = this.options;
    if (this.unansweredSinceMs !== undefined && nowMs - this.unansweredSinceMs >= PONG_WITHIN_MS) {
      link.close(1000);
      return;
    }
    if (nowMs >= this.pingDueMs) {
      this.pingDueMs = nowMs + PING_EVERY_MS;
      this.unansweredSinceMs ??= nowMs;
      link.send("ping", "reply");
    }
    for (const news of this.games.due(nowMs)) link.send(JSON.stringify(news), "reference");
  }

  closed(): void {}
}
