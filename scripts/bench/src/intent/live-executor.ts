import { systemClock } from "@augury/core";
import { EntryLog, type EntrySync } from "@augury/journal";
import { type Instrument, InstrumentTable, type OrderReport } from "@augury/model";
import { type EngineMemory, ExecuteShell } from "@augury/pipeline";
import { EpochTable } from "@augury/wire";
import { openRungs } from "../orders/curves.ts";
import { appendIntent } from "../orders/intent-logs.ts";
import { LiveDesk } from "../orders/live-desk.ts";
import { Refusals, type RefusalsHandle } from "./refusals.ts";

/** How a benched engine places its orders. */
export interface LiveOrders {
  readonly name: string;
  /** Where they are posted to. */
  readonly url: string;
  /** The fastest rung of the curve's ladder that is here, or plain JavaScript. */
  readonly rung: "fastest" | "script";
  /** Where intents are written down before they leave; left out: nowhere, as the rival does. */
  readonly log?: { readonly path: string; readonly sync: EntrySync };
}

/** What an executor is handed at its start. */
export interface LiveExecutorStart extends LiveOrders {
  readonly memory: EngineMemory;
  readonly instruments: readonly Instrument[];
  readonly refusals: RefusalsHandle;
}

const REPORTS_WAITING_MAX = 65_536;

/** Builds the execute stage around live orders; resolves once the account has been compared and orders may leave. */
export async function openLiveExecutor({
  instruments: list,
  log,
  memory,
  refusals: handle,
  rung,
  url,
}: LiveExecutorStart): Promise<ExecuteShell> {
  const rungs = openRungs();
  const refusals = new Refusals(handle);
  const epochs = new EpochTable(memory.epochs);
  const bookOf = (instrument: number) => list[instrument].bookIndex;
  const openDesk = (report: (report: OrderReport) => void) =>
    new LiveDesk({
      url,
      curve: rungs[rung === "fastest" ? 0 : rungs.length - 1],
      table: new InstrumentTable(list),
      append: log ? openLog(log) : () => true,
      isLive: (instrument, epoch) => epochs.isLive(bookOf(instrument), epoch),
      report,
    });
  const desks: LiveDesk[] = [];
  const shell = new ExecuteShell({
    memory,
    clock: systemClock,
    counters: handle.counters,
    bookOf,
    gateway: (outlet) => {
      const desk = openDesk((said) => {
        if (said.state === "rejected" && said.reason === "epoch_ended") refusals.note();
        // The run will miss it; this says why.
        else if (said.state === "rejected") console.error(`bench: order ${said.intentId} was rejected: ${said.reason}`);
        outlet.report(said, systemClock.nowUs());
      });
      desks.push(desk);
      const { venue } = desk;
      return {
        submit: (order, nowUs) => venue.submit(order, nowUs),
        submitMany: (orders, nowUs) => venue.submitMany(orders, nowUs),
        amend: (request, nowUs) => venue.amend(request, nowUs),
        refuseAmend: (request, reason) => venue.refuseAmend(request, reason),
        cancel: (intentId, leg, nowUs) => venue.cancel(intentId, leg, nowUs),
        cancelAll: (reason, nowUs) => venue.cancelAll(reason, nowUs),
        cancelByInstrument: (found, reason, nowUs) => venue.cancelByInstrument(found, reason, nowUs),
        onSlot: () => {},
        onTime: () => {},
        lost: () => {},
      };
    },
    reportsWaitingMax: REPORTS_WAITING_MAX,
    reportsSent: 0,
  });
  for (const desk of desks) await desk.untilReconciled();
  return shell;
}

function openLog({ path, sync }: { readonly path: string; readonly sync: EntrySync }): (entry: object) => boolean {
  const opened = EntryLog.open(path, { sync });
  if (!opened.ok) throw opened.error;
  return (entry) => appendIntent(opened.value.log, entry);
}
