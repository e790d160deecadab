import { cashMicros, priceTicks, sizeMicros, systemClock } from "@augury/core";
import type { Instrument, OrderReport } from "@augury/model";
import { type EngineMemory, EXECUTOR_COUNTERS, ExecuteShell, type ExecutorGateway } from "@augury/pipeline";
import { createCounters } from "@augury/telemetry";
import { RingDrain } from "./ring-drain.ts";

const REPORTS_WAITING_MAX = 65_536;
const NOTHING = { fillSize: sizeMicros(0), fillPrice: priceTicks(0), fee: cashMicros(0), filledSize: sizeMicros(0) };

/**
 * Stands where executor, recorder and main would: refuses every order, and frees the rings that they would read.
 */
export class OrderSink {
  private readonly executor: ExecuteShell;
  private readonly drain: RingDrain;

  constructor(memory: EngineMemory, instruments: readonly Instrument[]) {
    this.executor = new ExecuteShell({
      memory,
      clock: systemClock,
      counters: createCounters(EXECUTOR_COUNTERS),
      bookOf: (instrument) => instruments[instrument].bookIndex,
      gateway: ({ report }) => refusingGateway(report),
      reportsWaitingMax: REPORTS_WAITING_MAX,
      reportsSent: 0,
    });
    this.drain = new RingDrain(memory);
  }

  hasWork(): boolean {
    return this.executor.hasWork();
  }

  /** Answers the intents that wait and frees what nobody reads. Returns how many slots that was. */
  step(): number {
    return this.executor.step() + this.drain.step();
  }
}

function refusingGateway(report: (report: OrderReport, timeUs: number) => void): ExecutorGateway {
  const submit: ExecutorGateway["submit"] = ({ intentId, instrument, leg, side }, nowUs) =>
    report(
      { intentId, leg, instrument, side, state: "rejected", reason: "no_liquidity", liquidity: "taker", ...NOTHING },
      nowUs,
    );
  return {
    submit,
    submitMany: (orders, nowUs) => {
      for (const order of orders) submit(order, nowUs);
    },
    amend: () => "unsupported",
    refuseAmend: () => {},
    cancel: () => {},
    cancelByInstrument: () => {},
    cancelAll: () => {},
    onSlot: () => {},
    onTime: () => {},
    lost: () => {},
  };
}
