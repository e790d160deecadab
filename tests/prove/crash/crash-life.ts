import type { LiveVenue, OrderRequest } from "@augury/execution";
import type { EntryLogOptions } from "@augury/journal";
import type { OrderReport } from "@augury/model";
import type { Books } from "./crash-job.ts";
import type { CrashTrader } from "./crash-trader.ts";
import type { LifePlans } from "./life-plans.ts";

/** What every life is given, whatever it trades on. */
export interface LifeSeams {
  readonly log: EntryLogOptions;
  /** The control run: nothing is written down. */
  readonly forgets: boolean;
  readonly at: (point: string) => void;
}

/** A trading process as far as it is the same on every venue. */
export interface CrashLife {
  readonly trading: {
    readonly venue: Pick<
      LiveVenue,
      "submit" | "submitMany" | "amend" | "cancel" | "cancelAll" | "onTime" | "isReconciled" | "openCount"
    >;
    readonly ledger: { problem(): string | undefined };
    readonly reports: readonly OrderReport[];
    readonly alarms: readonly string[];
    readonly imbalances: readonly string[];
  };
  /** Nothing else of the venue's is awaited: a trade's settlement, an order group. */
  readonly isReady: boolean;
  /** The order group that new orders carry, where the venue has such. */
  readonly cap: string | undefined;
  books(): Books;
  requestOf(intentId: number, nowUs: number, over: Partial<OrderRequest>): OrderRequest;
  /** Intents of several legs, where the venue's lives have such. */
  readonly plans?: LifePlans;
  /** What a life does on this venue alone: before anything may happen to it, with each round, and in the end. */
  begin?(trader: CrashTrader): Promise<void>;
  goOn?(trader: CrashTrader): Promise<void>;
  /** With each round too, when nothing rests. */
  atRest?(trader: CrashTrader): Promise<void>;
  end?(trader: CrashTrader): Promise<void>;
}

/** Patience in milliseconds where a live process has it in seconds: the venue is on this machine. */
export const LIFE_CONFIG = {
  lookUpMs: 40,
  lookUpMsMax: 200,
  absentAfterMs: 300,
  absentAnswersMin: 3,
  cancelAgainMs: 150,
  snapshotMs: 200,
  snapshotWaitMs: 5_000,
  snapshotLagMs: 50,
};
export const POST_MS_MAX = 20_000;
