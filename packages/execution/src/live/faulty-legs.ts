import { InstrumentTable, type IntentEntry, type OrderReport, type OrderRequest, PLAIN_TERMS } from "@augury/model";
import { LegConfig } from "../legs/leg-config.ts";
import type { LegReport } from "../legs/leg-report.ts";
import { LegRuns } from "../legs/leg-runs.ts";
import type { LegJudge } from "./leg-judge.ts";
import type { LiveVenue } from "./live-venue.ts";
import { recoverPlans } from "./recover-plans.ts";

/** Instruments that the legs are on. */
export const FAULTY_INSTRUMENTS = 20;

/** What one life of a process needs for its intents of several legs. */
export interface FaultyLife {
  readonly venue: LiveVenue;
  readonly era: number;
  readonly nowUs: () => number;
  /** Writes down; the process may die before or after. */
  readonly log: (entry: IntentEntry) => boolean;
}

/** Intents of several legs over the lives of a process: each goes on with what the log says of the one before. */
export class FaultyLegs {
  readonly reports: LegReport[] = [];
  /** Fills that were told after their intent's end. */
  readonly late: OrderReport[] = [];
  recovered = 0;

  constructor(private readonly judge: LegJudge) {}

  /** Begins a life with what the log holds. */
  begin(life: FaultyLife, entries: readonly IntentEntry[]): LegRuns {
    const { nowUs, venue } = life;
    const open = new Map<number, string>();
    const plans = recoverPlans(entries);
    for (const { planned } of plans) open.set(planned.legs[0]?.intentId ?? 0, planned.key);
    const runs = new LegRuns({
      gateway: venue,
      instruments: TABLE,
      config: LegConfig.parse({ unwindAgainMs: 200 }),
      keeper: {
        open: ({ legs, plan, risk }, plannedUs) => {
          const { intentId } = legs[0] as OrderRequest;
          this.judge.began(legs, plan, life.era);
          open.set(intentId, `plan-${intentId}`);
          const entry = {
            kind: "planned",
            key: `plan-${intentId}`,
            plan,
            legs,
            risk,
            venues: ["kalshi"],
            plannedUs,
          } as const;
          return life.log(entry) ? "none" : "restart";
        },
        close: (intentId) => {
          const key = open.get(intentId);
          if (key !== undefined) life.log({ kind: "ended", key });
          open.delete(intentId);
        },
        owes: (intentId, leg) => venue.owes(intentId, leg),
      },
      epochOf: () => 1,
      reject: () => {},
      ended: (report) => this.reports.push(report),
      late: (report) => this.late.push(report),
    });
    this.recovered += plans.length;
    runs.recover(plans, nowUs());
    return runs;
  }
}

const TABLE = new InstrumentTable(
  Array.from({ length: FAULTY_INSTRUMENTS }, (_, index) => ({
    ...PLAIN_TERMS,
    index,
    bookIndex: index,
    venue: "kalshi" as const,
    venueId: `K${index}`,
    marketId: `K${index}`,
    outcome: "yes" as const,
  })),
);
