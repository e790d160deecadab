import type { ConnectionState, Reference, ReferencePrice, VenueName, VenueStatus } from "@augury/model";
import type { TrustReason } from "@augury/wire";

export interface TrustView {
  /** The epoch word: odd = live. */
  readonly epoch: number;
  readonly trusted: boolean;
  readonly reason: TrustReason;
  /** Its book comes from polling: between two polls anything may have happened. */
  readonly polled: boolean;
}

export interface ConnectionView {
  readonly connection: number;
  readonly state: ConnectionState;
  readonly attempt: number;
  readonly sinceUs: number;
}

/** The pace of a venue that is polled. */
export interface PollingView {
  /** Time in which every book is read once. */
  readonly cycleMs: number;
  /** A book not read for so long loses its epoch. */
  readonly staleMs: number;
  /** Whether orders on these books are refused, or let through in paper mode. */
  readonly orders: "refused" | "paper";
}

export interface VenueView {
  readonly venue: VenueName;
  /** Why the venue takes no part in this run: its metadata could not be had when it began. */
  readonly missing?: string;
  readonly connected: boolean;
  /** True where books come from polling, with lower trust. */
  readonly polled: boolean;
  readonly polling?: PollingView;
  readonly connections: readonly ConnectionView[];
  readonly books: number;
  readonly booksTrusted: number;
  /** When the last frame was received, undefined before the first. */
  readonly lastFrameUs?: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** One price from outside, as decision consumed it last. */
export interface ReferencePriceView extends Reference {
  /** Its number in slots and journals. */
  readonly number: number;
  readonly name: string;
  /** Absent before the first. */
  readonly price?: ReferencePrice;
}

export interface ReferenceFeedView {
  readonly source: "polybolt" | "rtds";
  readonly connected: boolean;
  /** The venue refused us for good: the feed stays silent until its credentials are right and the engine starts anew. */
  readonly refused: boolean;
  readonly connections: readonly ConnectionView[];
  /** A price received longer ago is stale. */
  readonly staleMs: number;
  readonly lastFrameUs?: number;
  readonly prices: readonly ReferencePriceView[];
  readonly counters: Readonly<Record<string, number>>;
}

/** A venue's state as the executor told it. */
export interface VenueStatusView extends VenueStatus {
  /** In the order over all runs of this process. */
  readonly number: number;
  readonly timeUs: number;
}
