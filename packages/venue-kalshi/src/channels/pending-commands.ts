import type { ChannelName } from "./channel.ts";

/** A command whose answer is awaited. */
export interface PendingCommand {
  readonly id: number;
  readonly kind: "subscribe" | "add" | "list";
  /** `undefined` for a list. */
  readonly channel: ChannelName | undefined;
  readonly names: readonly string[];
  /** Times that it was sent. */
  readonly tries: number;
  /** When it was first seen by the clock after sending, 0 before that. */
  sentUs: number;
}

interface Delayed {
  readonly delayMs: number;
  /** 0 until the clock has seen it. */
  dueUs: number;
  readonly send: () => string[];
}

/**
 * What a stream's protocol has said and will say: ids, unanswered commands, and texts that wait for the next tick. Answers are matched by
 * id, because they come in any order or not at all (kalshi.md section 16, trap 33).
 */
export class PendingCommands {
  private readonly pending = new Map<number, PendingCommand>();
  private delayed: Delayed[] = [];
  private lastId = 0;

  takeId(): number {
    return ++this.lastId;
  }

  await(command: Omit<PendingCommand, "sentUs">): void {
    this.pending.set(command.id, { ...command, sentUs: 0 });
  }

  find(id: number | null | undefined): PendingCommand | undefined {
    return id === null || id === undefined ? undefined : this.pending.get(id);
  }

  settle(id: number): void {
    this.pending.delete(id);
  }

  /** Forgets what a channel waits for. */
  settleChannel(channel: ChannelName): void {
    for (const command of this.pending.values()) if (command.channel === channel) this.pending.delete(command.id);
  }

  has(kind: PendingCommand["kind"]): boolean {
    for (const command of this.pending.values()) if (command.kind === kind) return true;
    return false;
  }

  /** Says something `delayMs` after the next tick; 0 = with it. */
  later(delayMs: number, send: () => string[]): void {
    this.delayed.push({ delayMs, dueUs: 0, send });
  }

  /** Returns what is due now. */
  takeDue(nowUs: number): string[] {
    const waiting = this.delayed;
    this.delayed = [];
    const texts: string[] = [];
    for (const one of waiting) {
      if (one.dueUs === 0) one.dueUs = nowUs + one.delayMs * 1000;
      if (one.dueUs <= nowUs) texts.push(...one.send());
      else this.delayed.push(one);
    }
    return texts;
  }

  /** Returns the commands unanswered for `timeoutMs`; those sent since the last tick begin to count now. */
  takeLate(nowUs: number, timeoutMs: number): PendingCommand[] {
    const late: PendingCommand[] = [];
    for (const command of this.pending.values()) {
      if (command.sentUs === 0) command.sentUs = nowUs;
      else if (nowUs - command.sentUs >= timeoutMs * 1000) late.push(command);
    }
    for (const { id } of late) this.pending.delete(id);
    return late;
  }
}
