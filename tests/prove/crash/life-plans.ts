import { LegConfig, type LegReport, LegRuns, LivePlans, type LiveVenue } from "@augury/execution";
import type { InstrumentTable, IntentEntry, LegPlan, OrderReport, OrderRequest } from "@augury/model";
import type { PlanSaid } from "./crash-job.ts";

/** What plans need of a trading process. */
interface PlanningProcess {
  readonly venue: LiveVenue<string>;
  readonly reports: readonly OrderReport[];
  readonly recovered: readonly IntentEntry[];
  writeDown(entry: IntentEntry): boolean;
}

export interface LifePlansOptions {
  readonly process: PlanningProcess;
  readonly table: InstrumentTable;
  /** How many lives there were before: names this one's plans. */
  readonly life: number;
  readonly at: (point: string) => void;
  readonly nowUs: () => number;
}

/** Patience in milliseconds where an engine has it in seconds. */
const CONFIG = LegConfig.parse({ settleMs: 30, unwindAgainMs: 60 });

/** Intents of several legs as the engine carries them out: remembered in the venue's log, taken over by whoever comes next. */
export class LifePlans {
  /** Ends, in their order. */
  readonly told: PlanSaid[] = [];
  private readonly runs: LegRuns;

  constructor(private readonly options: LifePlansOptions) {
    const { at, life, nowUs, process, table } = options;
    const { recovered: entries, venue } = process;
    const keeper = new LivePlans(
      table,
      [
        {
          venue: "polymarket",
          entries,
          writeDown: (entry) => process.writeDown(entry),
          owes: (intentId, leg) => venue.owes(intentId, leg),
        },
      ],
      `life-${life}`,
    );
    this.runs = new LegRuns({
      gateway: venue,
      instruments: table,
      config: CONFIG,
      keeper,
      epochOf: (instrument) => (venue.isCompared && !venue.isWaiting(instrument) ? 1 : 0),
      reject: () => {},
      opens: () => at("open unwind"),
      ended: (report) => {
        at("plan ends");
        this.told.push(saidOf(report));
        at("plan ended");
      },
    });
    at("take over plans");
    this.runs.recover(keeper.recovered, nowUs());
    at("plans taken over");
  }

  get openCount(): number {
    return this.runs.openCount;
  }

  start(legs: readonly OrderRequest[], plan: LegPlan): void {
    this.runs.start(legs, plan, this.options.nowUs());
  }

  onReport(report: OrderReport): void {
    this.runs.onReport(report, this.options.nowUs());
  }

  onTime(): void {
    this.runs.onTime(this.options.nowUs());
  }
}

function saidOf({ intentId, legs, outcome }: LegReport): PlanSaid {
  return { intent: intentId, outcome, legs: legs.map(({ filled, unwound }) => ({ filled, unwound })) };
}
