import type { KalshiChannel } from "./feed-config.ts";
import { ABSENT } from "./frame.ts";

export type CommandKind = "subscribe" | "add_markets" | "delete_markets" | "unsubscribe" | "list";

/** A command that was sent and not answered. */
export interface PendingCommand {
  readonly id: number;
  readonly kind: CommandKind;
  /** `undefined` for a list. */
  readonly channel: KalshiChannel | undefined;
  readonly sid: number;
  readonly markets: readonly number[];
  readonly tries: number;
  readonly sentUs: number;
}

export type NewCommand = Omit<PendingCommand, "id" | "sid"> & { readonly sid?: number };

/** Commands that wait for their answer, matched by id: answers come in any order (kalshi.md section 14.1). */
export class CommandLedger {
  private readonly pending = new Map<number, PendingCommand>();
  private nextId = 1;

  /** A new connection: ids start anew, nothing is pending. */
  reset(): void {
    this.pending.clear();
    this.nextId = 1;
  }

  /** Returns the next id for a command whose answer is not awaited. */
  takeId(): number {
    return this.nextId++;
  }

  add(command: NewCommand): PendingCommand {
    const added = { sid: ABSENT, ...command, id: this.nextId++ };
    this.pending.set(added.id, added);
    return added;
  }

  /** Returns the pending command with this id without settling it. */
  find(id: number): PendingCommand | undefined {
    return this.pending.get(id);
  }

  settle(id: number): void {
    this.pending.delete(id);
  }

  /** Settles whatever is pending of a channel. */
  settleChannel(channel: KalshiChannel): void {
    for (const command of this.pending.values()) if (command.channel === channel) this.pending.delete(command.id);
  }

  has(kind: CommandKind): boolean {
    for (const command of this.pending.values()) if (command.kind === kind) return true;
    return false;
  }

  /** Returns the commands that were sent at or before `sentUs`. */
  sentUntil(sentUs: number): PendingCommand[] {
    return [...this.pending.values()].filter((command) => command.sentUs <= sentUs);
  }

  get size(): number {
    return this.pending.size;
  }
}
