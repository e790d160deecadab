import { Prng } from "@augury/core";
import type { OpenSocket, Scheduler } from "@augury/net";
import { CommandSession } from "../../sim/command-session.ts";
import type { KalshiExchange } from "../../sim/kalshi-exchange.ts";
import { SCENE_KEY_ID } from "./scene-market.ts";

/** How long each way takes. */
export const LATENCY_MS = 5;

/** A socket without a network: both directions keep their order. */
export class VirtualSocket {
  readonly bufferedBytes = 0;
  private readonly session: CommandSession;
  private isOpen = true;

  constructor(
    exchange: KalshiExchange,
    private readonly scheduler: Scheduler,
    random: Prng,
    private readonly events: Parameters<OpenSocket>[1],
  ) {
    const send = (text: string) => this.later(() => events.message(new TextEncoder().encode(text)));
    const link = { send, takeGap: () => 0 };
    this.session = new CommandSession({
      exchange,
      link,
      random: new Prng(random.uint32()),
      reorderAcks: true,
      account: SCENE_KEY_ID,
    });
    this.later(() => events.opened());
  }

  onTime(nowMs: number): void {
    if (this.isOpen) this.session.onTime(nowMs);
  }

  send(text: string): void {
    this.later(() => this.session.receive(text));
  }

  ping(): void {
    this.later(() => this.later(() => this.events.beat()));
  }

  pause(): void {}
  resume(): void {}

  close(): void {
    this.end(1000);
  }

  terminate(): void {
    this.end(1006);
  }

  end(code: number): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.session.closed();
    this.scheduler.after(LATENCY_MS, () => this.events.ended({ code, text: "" }));
  }

  private later(run: () => void): void {
    this.scheduler.after(LATENCY_MS, () => {
      if (this.isOpen) run();
    });
  }
}
