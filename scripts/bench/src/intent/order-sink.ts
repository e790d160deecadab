import { cashMicros, priceTicks, sizeMicros, systemClock } from "@augury/core";
import type { Instrument, OrderReport } from "@augury/model";
import { type EngineMemory, EXECUTOR_COUNTERS, ExecuteShell, type PaperGateway } from "@augury/pipeline";
import { RingConsumer } from "@augury/ring";
import { createCounters } from "@augury/telemetry";

const REPORTS_WAITING_MAX = 65_536;
const NOTHING = { fillSize: sizeMicros(0), fillPrice: priceTicks(0), fee: cashMicros(0), filledSize: sizeMicros(0) };

/**
 * Stands where executor, recorder and main would: refuses every order, and frees the journal and ledger rings without writing anything
 * down, because the conventional rival writes nothing either. What decision pays for filling those rings is in our figures.
 */
export class OrderSink {
  private readonly executor: ExecuteShell;
  private readonly unread: readonly RingConsumer[];

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
    this.unread = [new RingConsumer(memory.journal), new RingConsumer(memory.tap)];
  }

  hasWork(): boolean {
    return this.executor.hasWork();
  }

  /** Answers the intents that wait and frees what nobody reads. Returns how many slots that was. */
  step(): number {
    let done = this.executor.step();
    for (const ring of this.unread) done += ring.skipAll();
    return done;
  }
}

function refusingGateway(report: (report: OrderReport, timeUs: number) => void): PaperGateway {
  const submit: PaperGateway["submit"] = ({ intentId, instrument, leg, side }, nowUs) =>
    report(
      { intentId, leg, instrument, side, state: "rejected", reason: "no_liquidity", liquidity: "taker", ...NOTHING },
      nowUs,
    );
  return {
    submit,
    submitMany: (orders, nowUs) => {
      for (const order of orders) submit(order, nowUs);
    },
    cancel: () => {},
    cancelByInstrument: () => {},
    cancelAll: () => {},
    onSlot: () => {},
    onTime: () => {},
    lost: () => {},
  };
}
