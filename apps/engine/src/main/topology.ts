import type { FillBounds } from "@augury/execution";
import type { HeaderResult, LiveNote, VenueAccount } from "@augury/pipeline";
import type { WorkerName } from "@augury/wire";
import type { WorkerView } from "../api/view/system-views.ts";

/** How far a graceful stop came. */
export interface StopReport {
  /** Every stage ended by itself, in order, with nothing left in the rings. */
  readonly graceful: boolean;
  /** What had to be ended by force, or was left. */
  readonly problems: readonly string[];
}

/** The stages of an engine, in threads of their own or all in this one. */
export interface Topology {
  /** Starts all stages, downstream first. Rejects when one does not come up. */
  start(): Promise<void>;
  /** Looks after the stages; call regularly. */
  check(): void;
  workers(): readonly WorkerView[];
  /** Signs a Kalshi request where the key is: in the executor. `timeMs` is the venue's time. */
  kalshiHeaders(method: string, path: string, timeMs: number): Promise<HeaderResult>;
  /** How much less or more paper orders may have been filled with: those of which it changed since the last call. */
  takeFillBounds(): Promise<readonly FillBounds[]>;
  /** Ends a worker as a crash would. */
  crash(worker: WorkerName): void;
  /** Drains and ends all stages, upstream first. */
  stop(msMax: number): Promise<StopReport>;
}

/** What main does when a stage is gone and started again. */
export interface TopologyEvents {
  readonly changed: (worker: WorkerName, message: string) => void;
  /** A new incarnation of decision is about to start: what it must know of earlier runs. */
  readonly decisionRun: (incarnation: number) => { readonly firstIntentId: number; readonly reportsSeen: number };
  /** A new incarnation of decision runs (told before its first input): opening balances go into its control ring. */
  readonly decisionStarting: (incarnation: number) => void;
  /** A feed is gone: its epochs have ended in the words, and decision is to hear of each. */
  readonly feedDown: (venue: string) => void;
  readonly executorDown: () => void;
  readonly decisionDown: () => void;
  /** The accounts that the executor is about to trade on; throws when one of them must not be. */
  readonly admit: (accounts: readonly VenueAccount[]) => void;
  /** Something to read from live trading. */
  readonly noted: (note: LiveNote) => void;
  /** The executor runs again: its paper books need snapshots. */
  readonly executorBack: () => void;
}
