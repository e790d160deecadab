import type { Reference } from "@augury/model";
import type { PolyboltCredentials } from "../polybolt/polybolt-subscription.ts";

/** What the reference feed follows, and where. The number of a reference is its place in the list. */
export interface ReferenceFeedConfig {
  readonly source: "polybolt" | "rtds";
  readonly references: readonly Reference[];
  /** Open and without a new price for so long: a silent freeze. 0 = never (stock prices alone, which rest at night). */
  readonly freezeMs: number;
  readonly credentials?: PolyboltCredentials | undefined;
}

/** What the reference feed counts, over all connections. */
export const REFERENCE_COUNTERS = [
  /** Prices published. */
  "prices",
  /** Snapshots read: one per subscription and connection. */
  "snapshots",
  /** Prices of a second told before, now with another value: the later one counts. */
  "corrections",
  /** Prices older than what was published already, and not published. */
  "late",
  /** Prices that gave way to a newer one of the same reference before the ring had room. */
  "conflated",
  /** Messages about nothing that was asked for. */
  "unmatched",
  /** Messages that do not fit their schema, and prices whose exact text disagrees with their display value. */
  "misfits",
  "control",
  "unknown",
  "malformed",
  /** Complaints of the venue. */
  "problems",
  /** Refusals for good, after which the feed stays silent. */
  "refused",
  /** Connections given up because they were open and said nothing new. */
  "freezes",
  /** Messages numbered by the venue that never came, and those it says it left out. */
  "missed",
  "dropped",
] as const;
export type ReferenceCounter = (typeof REFERENCE_COUNTERS)[number];
