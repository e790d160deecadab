import type { InstrumentTable } from "@augury/model";
import type { LiveVenueStarts } from "./live-venues.ts";

/** A simulated venue over real sockets, as {@link LiveStageRig} trades on it. */
export interface RigVenue {
  readonly table: InstrumentTable;
  /** What the executor is told of it. */
  readonly starts: LiveVenueStarts;
  /** Where the secrets stand that `starts` names. */
  readonly environment: Readonly<Record<string, string>>;
  /** Orders that rest at the venue. */
  readonly resting: number;
  /** Lets the venue's time come to now, and sends what it has to say. */
  advance(): void;
  /** Cuts every socket. */
  disconnect(): void;
  stop(): Promise<void>;
}
