import type { VenueError } from "@augury/model";
import { type MarketPublisher, SlotKind } from "@augury/wire";
import type { CloseReason, FeedCore, FeedLink, FrameOutcome } from "./feed-core.ts";

/**
 * A core for this package's tests. A frame "3" publishes three slots, numbered on over all frames, as many at a time as fit; "skip" is
 * skipped; "reconnect why" asks for a reconnect, "3 why" publishes too; "echo text" is sent back. `log` lists the other calls.
 */
export class ToyCore implements FeedCore {
  connections = 1;
  failure: VenueError | undefined;
  /** What a close code asks to wait for at most. */
  delays: Readonly<Record<number, number>> = {};
  readonly log: string[] = [];
  /** Connections whose frames were handed over, in order. */
  readonly frames: number[] = [];
  ticks = 0;
  inCall = false;
  private published = 0;
  private waiting: { readonly connection: number; slots: number } | undefined;

  constructor(
    private readonly link: FeedLink,
    private readonly publisher: MarketPublisher,
  ) {}

  open(connection: number): void {
    this.log.push(`open ${connection}`);
    this.link.send(connection, "subscribe");
  }

  frame(connection: number, bytes: Uint8Array, receivedTimeUs: number): FrameOutcome {
    if (this.waiting) throw new Error("a frame was handed over while another waits");
    this.frames.push(connection);
    const [word = "", ...rest] = new TextDecoder().decode(bytes).split(" ");
    if (word === "skip") return "skipped";
    if (word === "echo") this.link.send(connection, rest.join(" "));
    else if (rest.length > 0) {
      this.inCall = true;
      this.link.reconnect(connection, rest.join(" "));
      this.inCall = false;
    }
    this.waiting = { connection, slots: Number(word) || 0 };
    return this.publish(receivedTimeUs) ? "parsed" : "waiting";
  }

  resume(nowUs: number): boolean {
    return this.publish(nowUs);
  }

  close(connection: number, reason: CloseReason): void {
    this.log.push(`close ${connection} ${reason.code}${this.inCall ? " inside frame" : ""}`);
    if (this.waiting?.connection === connection) this.waiting = undefined;
  }

  delayMsMax({ code }: CloseReason): number | undefined {
    return this.delays[code];
  }

  tick(): void {
    this.ticks++;
  }

  overrun(connection: number): void {
    this.log.push(`overrun ${connection}`);
    if (this.waiting?.connection === connection) this.waiting = undefined;
  }

  subscribe(instruments: readonly number[]): void {
    this.log.push(`subscribe ${instruments}`);
  }

  unsubscribe(instruments: readonly number[]): void {
    this.log.push(`unsubscribe ${instruments}`);
  }

  resync(instruments: readonly number[]): void {
    this.log.push(`resync ${instruments}`);
  }

  get slotsPublished(): number {
    return this.published;
  }

  private publish(nowUs: number): boolean {
    const { publisher, waiting } = this;
    while (waiting && waiting.slots > 0) {
      if (!publisher.hasRoom(1)) return false;
      publisher.writer.frame(publisher.venue, nowUs);
      publisher.writer.header(publisher.ring.base(0), SlotKind.trade, waiting.connection, 0, this.published++, 0);
      publisher.commit(1);
      waiting.slots--;
    }
    this.waiting = undefined;
    return true;
  }
}
