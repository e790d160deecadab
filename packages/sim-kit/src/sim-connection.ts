import type { ChaosDial } from "./chaos-dial.ts";
import type { FrameKind } from "./frame-kind.ts";

/** The part of a server socket that a connection needs. `send` returns bytes sent, −1 queued under back-pressure, 0 dropped. */
export interface FrameSocket {
  send(text: string): number;
  buffered(): number;
  cork(write: () => void): void;
  close(code: number): void;
  terminate(): void;
}

/** Kernel and library hold at most about this much for one client; the rest waits here, where it can be counted. */
const BUFFERED_BYTES_MAX = 1 << 20;
/** Frames per cork: enough to save system calls, few enough to look at back-pressure in between. */
const CORKED_FRAMES_MAX = 64;
/** A client that is this far behind is cut off, as the venues do. */
const QUEUED_BYTES_MAX = 256 << 20;

/**
 * The outgoing half of one client connection: chaos, then an ordered queue that no back-pressure can corrupt. A frame leaves the queue only
 * when the library has accepted all of it.
 */
export class SimConnection {
  /** Frames handed to the socket library, their characters, and frames that a fault or a freeze swallowed. */
  readonly stats = { framesSent: 0, charactersSent: 0, framesSwallowed: 0, blockedTimes: 0 };
  private queue: string[] = [];
  private head = 0;
  private queuedBytes = 0;
  private delayed: { readonly dueMs: number; readonly text: string }[] = [];
  private reordered: string | undefined;
  private stalledUntilMs = 0;
  private silentUntilMs = 0;
  private open = true;

  constructor(
    readonly id: number,
    private readonly socket: FrameSocket,
    readonly dial: ChaosDial,
    private readonly nowMs: () => number,
  ) {}

  /** True while frames wait for the client to read. */
  get isBlocked(): boolean {
    return this.open && this.head < this.queue.length;
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** Frames waiting for the client, held ones included. */
  get backlog(): number {
    return this.queue.length - this.head + this.delayed.length;
  }

  /** Takes a frame on its way out. Call {@link flush} at the end of a batch. */
  send(text: string, kind: FrameKind): void {
    if (!this.open) return;
    if (this.isSwallowed(kind)) {
      this.stats.framesSwallowed++;
      return;
    }
    switch (this.dial.judge(kind)) {
      case "drop":
        this.stats.framesSwallowed++;
        return;
      case "duplicate":
        this.enqueue(text);
        break;
      case "reorder":
        if (this.reordered === undefined) {
          this.reordered = text;
          return;
        }
        break;
      case "truncate":
        this.enqueue(this.dial.truncate(text));
        return;
      case "garbage":
        this.enqueue(this.dial.garbage());
        break;
    }
    this.enqueue(text);
    this.releaseReordered();
  }

  /** Hands over what the socket takes; the rest goes when it drains. */
  flush(): void {
    if (this.delayed.length > 0) this.releaseDue();
    while (this.isBlocked && this.socket.buffered() < BUFFERED_BYTES_MAX) {
      let accepted = true;
      this.socket.cork(() => {
        accepted = this.writeSome();
      });
      if (!accepted) {
        this.stats.blockedTimes++;
        break;
      }
    }
    if (this.head === this.queue.length && this.head > 0) {
      this.queue = [];
      this.head = 0;
    }
  }

  /** The open socket carries no data until `untilMs`; answers still pass. */
  stallUntil(untilMs: number): void {
    this.stalledUntilMs = untilMs;
  }

  /** The socket says nothing at all until `untilMs`. */
  silenceUntil(untilMs: number): void {
    this.silentUntilMs = untilMs;
  }

  /** Closes with a close frame, or without one (the client sees 1006) when `code` is absent. */
  close(code?: number): void {
    if (!this.open) return;
    if (code === undefined) this.socket.terminate();
    else this.socket.close(code);
    this.closed();
  }

  /** The socket is gone. */
  closed(): void {
    this.open = false;
    this.queue = [];
    this.head = 0;
    this.queuedBytes = 0;
    this.delayed = [];
  }

  get isSilent(): boolean {
    return this.nowMs() < this.silentUntilMs;
  }

  private isSwallowed(kind: FrameKind): boolean {
    if (this.stalledUntilMs === 0 && this.silentUntilMs === 0) return false;
    return this.isSilent || (kind !== "reply" && this.nowMs() < this.stalledUntilMs);
  }

  private enqueue(text: string): void {
    const delayMs = this.dial.delayMs(this.nowMs());
    // Once one frame is held, all behind it are: slow delivery keeps the order.
    if (delayMs > 0 || this.delayed.length > 0) this.delayed.push({ dueMs: this.nowMs() + delayMs, text });
    else this.push(text);
  }

  private push(text: string): void {
    this.queue.push(text);
    this.queuedBytes += text.length;
    if (this.queuedBytes > QUEUED_BYTES_MAX) this.close();
  }

  private releaseReordered(): void {
    if (this.reordered === undefined) return;
    this.enqueue(this.reordered);
    this.reordered = undefined;
  }

  private releaseDue(): void {
    const nowMs = this.nowMs();
    let released = 0;
    for (const { dueMs, text } of this.delayed) {
      if (dueMs > nowMs) break;
      this.push(text);
      released++;
    }
    this.delayed.splice(0, released);
  }

  /** Returns false when the socket would take no more. */
  private writeSome(): boolean {
    for (let i = 0; i < CORKED_FRAMES_MAX && this.isBlocked; i++) {
      const text = this.queue[this.head] as string;
      const outcome = this.socket.send(text);
      // 0 means dropped: nothing of it went out, so it stays first in the queue and is tried again after the drain.
      if (outcome === 0 && text.length > 0) return false;
      this.queue[this.head] = "";
      this.head++;
      this.queuedBytes -= text.length;
      this.stats.framesSent++;
      this.stats.charactersSent += text.length;
      if (outcome < 0) return this.socket.buffered() < BUFFERED_BYTES_MAX;
    }
    return true;
  }
}
