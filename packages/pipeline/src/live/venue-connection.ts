import type { Clock, Result } from "@augury/core";
import type { InstrumentTable, LiveAdapter, VenueName } from "@augury/model";
import type { Scheduler } from "@augury/net";
import type { DeskSeams } from "./live-desk.ts";
import type { TakeNote } from "./live-note.ts";

/** An account that may be traded on. */
export interface VenueAccount {
  readonly venue: VenueName;
  /** Whose money is traded: the wallet's address, the key's id. Not secret. */
  readonly account: string;
  /** What is locked so that one engine alone writes to it: the account, and whatever else another one's orders would be canceled with. */
  readonly locks: readonly string[];
  /** In words for the log: address, kind of wallet, the curve's implementation. */
  readonly description: string;
}

/** An account whose keys have been read. */
export interface VenueConnection extends VenueAccount {
  /** Builds the venue's adapter. Once. */
  readonly adapter: (seams: DeskSeams) => LiveAdapter;
  close(): void;
}

/** What connecting needs besides the venue's own configuration. */
export interface ConnectContext {
  readonly table: InstrumentTable;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Where secrets are looked up by name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly note: TakeNote;
}

/** Reads a venue's keys from where the configuration says they are, and opens its client. The error is one line without a secret. */
export type ConnectVenue<Start> = (start: Start, context: ConnectContext) => Promise<Result<VenueConnection, string>>;
