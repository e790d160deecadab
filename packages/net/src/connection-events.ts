import { CONNECTION_STATES, type ConnectionState } from "@augury/model";
import { codeOf, type MarketPublisher } from "@augury/wire";
import type { StateChange } from "./ws-session.ts";

/** A connection event as the market ring carries it. */
interface PublishedChange {
  readonly state: number;
  readonly connection: number;
  readonly attempt: number;
  readonly code: number;
  readonly nowUs: number;
}

/** Publishes connection events. One that finds the ring full waits, and a later one of the same connection takes its place. */
export class ConnectionEvents {
  private readonly unsaid = new Map<number, PublishedChange>();

  constructor(private readonly publisher: MarketPublisher) {}

  say(connection: number, change: StateChange, nowUs: number): void {
    const { attempt, code } = change;
    this.unsaid.set(connection, { state: numberOf(change.state), connection, attempt, code, nowUs });
    this.sayUnsaid();
  }

  /** Publishes what found no room before. */
  sayUnsaid(): void {
    for (const [connection, change] of this.unsaid) {
      if (!this.publisher.connection(change)) return;
      this.unsaid.delete(connection);
    }
  }
}

function numberOf(state: ConnectionState): number {
  return codeOf(CONNECTION_STATES, state);
}
