import type { VenueName } from "@augury/model";

/**
 * Something that a person should read, from the executor to main: strings do not cross a ring. `audit`: the ledger was changed by rule, or
 * something was canceled for good; `alarm`: trading has been stopped until somebody has looked.
 */
export interface LiveNote {
  readonly level: "info" | "warn" | "audit" | "alarm";
  readonly venue: VenueName;
  readonly what: string;
  readonly detail: string;
}

export type TakeNote = (note: LiveNote) => void;
