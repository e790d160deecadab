import type { DriftEntry } from "@augury/net";
import type { RingStats } from "@augury/ring";
import type { Histogram, Labels } from "@augury/telemetry";

export interface RunView {
  readonly runId: string;
  readonly buildId: string;
  readonly mode: "observe" | "paper" | "live";
  readonly topology: "workers" | "inline";
  readonly startedUs: number;
  /** True from the moment a graceful stop began. */
  readonly stopping: boolean;
  /** Events consumed by decision, and the digest of the run so far where one is known. */
  readonly events: number;
  readonly digest?: string;
}

export interface WorkerView {
  readonly worker: string;
  readonly state: "starting" | "running" | "restarting" | "stopped" | "failed";
  /** Milliseconds since its last heartbeat, undefined before the first. */
  readonly heartbeatAgeMs?: number;
  readonly restarts: number;
  readonly lastError?: string;
}

export interface StorageView {
  readonly healthy: boolean;
  readonly rowsWritten: number;
  readonly rowsQueued: number;
  readonly rowsShed: number;
  readonly lastError?: string;
}

/** One stated bound and how much of it is in use. */
export interface BoundView {
  /** "rings.market.kalshi", "storage.queue". */
  readonly name: string;
  readonly unit: "slots" | "bytes" | "rows" | "entries" | "orders" | "per_second";
  readonly max: number;
  readonly used: number;
  /** Highest use seen, where it is kept. */
  readonly peak?: number;
  /** What the bound has shed or refused so far. */
  readonly shed?: number;
}

/** One REST client: what is under way, and what it has counted so far. */
export interface HttpClientView {
  readonly name: string;
  /** Requests on the wire; `undefined` for the client of a worker. */
  readonly active?: number;
  /** Calls that wait for a place there; `undefined` for the client of a worker. */
  readonly waiting?: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** Unknown fields, most frequent first; a bounded sample, `shed` counts what found no room in it. */
export interface DriftView {
  readonly entries: readonly DriftEntry[];
  readonly endpoints: number;
  readonly endpointsMax: number;
  readonly shed: number;
}

/** One block of counters: `values` become `augury_<group>_<name>_total`. Those of REST clients stand apart, in `httpClients`. */
export interface CounterGroup {
  readonly group: string;
  readonly labels: Labels;
  readonly values: Readonly<Record<string, number>>;
}

/** What a scrape needs of one latency histogram, in µs. */
export type HistogramReads = Pick<Histogram, "cumulative" | "totals" | "summary">;

export interface MetricsView {
  readonly counters: readonly CounterGroup[];
  /** Latency per stage, in µs. */
  readonly stages: Readonly<Record<string, HistogramReads>>;
  readonly rings: readonly { readonly ring: string; readonly stats: RingStats }[];
}

export interface AuditView {
  readonly timeUs: number;
  readonly what: string;
  readonly detail: string;
}
