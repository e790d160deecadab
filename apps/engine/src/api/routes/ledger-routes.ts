import type { CashMicros, SizeMicros } from "@augury/core";
import { VenueName } from "@augury/model";
import { z } from "zod";
import { Cash, cashText, Size, sizeText, TimeUs } from "../decimals.ts";
import type { EngineView } from "../engine-view.ts";
import { instrumentName } from "../instrument-ref.ts";
import { answer, type Route, route } from "../route.ts";
import type { LedgerView, ProfitView, ReconciliationView } from "../view/account-views.ts";

const OWN = "Settled and not promised away.";
const INCOMING = "Matched for us, not settled yet.";
const OUTGOING = "Promised away in a match that has not settled yet.";
const DUE = "Due for contracts of ended markets: cash once they are redeemed.";
const REDEEMABLE = "Of an ended market, to be redeemed; what the winners pay is in the profit.";

const CashBalance = z.strictObject({
  venue: z.enum(["none", ...VenueName.options]),
  own: Cash.text.describe(OWN),
  ownMicros: Cash.micros,
  incoming: Cash.text.describe(INCOMING),
  incomingMicros: Cash.micros,
  outgoing: Cash.text.describe(OUTGOING),
  outgoingMicros: Cash.micros,
  redeemable: Cash.text.describe(DUE),
  redeemableMicros: Cash.micros,
  fees: Cash.text.describe("What the venue kept, settled trades alone."),
  feesMicros: Cash.micros,
});

const Contracts = z.strictObject({
  instrument: z.int(),
  name: z.string(),
  own: Size.text.describe(OWN),
  ownMicros: Size.micros,
  incoming: Size.text.describe(INCOMING),
  incomingMicros: Size.micros,
  outgoing: Size.text.describe(OUTGOING),
  outgoingMicros: Size.micros,
  redeemable: Size.text.describe(REDEEMABLE),
  redeemableMicros: Size.micros,
});

const Profit = {
  cost: Cash.text.describe("What the positions have cost and not yet given back."),
  costMicros: Cash.micros,
  realizedPnl: Cash.text.describe("By average cost, fees not deducted, promised trades included."),
  realizedPnlMicros: Cash.micros,
  unrealizedPnl: Cash.text,
  unrealizedPnlMicros: Cash.micros,
  fees: Cash.text,
  feesMicros: Cash.micros,
  settledPnl: Cash.text.describe("Of the realized profit, what is settled."),
  settledPnlMicros: Cash.micros,
  unmarked: z.int().describe("Positions without a mark: they count in no unrealized profit."),
};

const Ledger = z.strictObject({
  asOf: z.int().describe("Number of the last event in it, in the order over all runs of this process."),
  balanced: z.boolean().describe("Nothing appeared and nothing vanished, to the micro-unit."),
  problem: z.string().nullable().describe("What does not add up; null while everything does."),
  pending: z.int().describe("Trades that wait for their end."),
  contradictions: z.int().describe("Trades told otherwise than before: the books keep what they had."),
  tooOld: z.int().describe("Trades told of a time that has been forgotten: not counted."),
  total: z.strictObject(Profit),
  cash: z.array(CashBalance),
  contracts: z.array(Contracts),
  venues: z.array(z.strictObject({ venue: VenueName, ...Profit })),
  strategies: z.array(z.strictObject({ strategy: z.string(), ...Profit })),
  instruments: z.array(z.strictObject({ instrument: z.int(), name: z.string(), ...Profit })),
});

const Status = z.strictObject({
  number: z.int(),
  timeUs: TimeUs,
  isReconciled: z.boolean().describe("Orders, trades and balances agree with the venue."),
  heartbeatMisses: z.int().describe("Beats in a row that the venue's dead-man switch did not acknowledge."),
  unknownOrders: z.int().describe("Orders of unknown outcome."),
  unknownCash: Cash.text.describe("What they may cost."),
  unknownCashMicros: Cash.micros,
  externalOrders: z.int().describe("Open orders of the account that are not ours."),
  clockSkewMs: z.number().describe("The venue's clock minus ours."),
});

const Reconciliation = z.strictObject({
  venue: VenueName,
  status: Status.nullable().describe("As told last; null before that, after the executor's death, and on paper."),
  lastGoodUs: TimeUs.nullable(),
  history: z.array(Status).describe("Newest first."),
  notes: z
    .array(
      z.strictObject({
        timeUs: TimeUs,
        kind: z.enum(["difference", "external", "healed", "refused"]),
        detail: z.string(),
      }),
    )
    .describe("What reconciliation found and did, newest first."),
});

export const ledgerRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/ledger",
    tag: "trading",
    summary: "The books: balances of the double entry, fees, and profit by venue, strategy and instrument",
    answer: Ledger,
    handle: (_, { view }) => answer(toLedger(view.ledger(), view)),
  }),
  route({
    method: "GET",
    path: "/reconciliation",
    tag: "trading",
    summary: "How sure we are of our account at each venue",
    answer: z.strictObject({ venues: z.array(Reconciliation) }),
    handle: (_, { view }) => answer({ venues: view.reconciliation().map(toReconciliation) }),
  }),
];

function toLedger({ problem, ...ledger }: LedgerView, view: EngineView): z.input<typeof Ledger> {
  return {
    asOf: ledger.asOf,
    balanced: problem === undefined,
    problem: problem ?? null,
    pending: ledger.pending,
    contradictions: ledger.contradictions,
    tooOld: ledger.tooOld,
    total: toProfit(ledger.total),
    cash: ledger.cash.map(({ venue, ...balance }) => ({
      venue,
      ...toCash("own", balance.own),
      ...toCash("incoming", balance.incoming),
      ...toCash("outgoing", balance.outgoing),
      ...toCash("redeemable", balance.redeemable),
      ...toCash("fees", balance.fees),
    })),
    contracts: ledger.contracts.map(({ instrument, ...balance }) => ({
      instrument,
      name: nameOf(instrument, view),
      ...toSize("own", balance.own),
      ...toSize("incoming", balance.incoming),
      ...toSize("outgoing", balance.outgoing),
      ...toSize("redeemable", balance.redeemable),
    })),
    venues: ledger.venues.map(({ venue, ...profit }) => ({ venue, ...toProfit(profit) })),
    strategies: ledger.strategies.map(({ strategy, ...profit }) => ({ strategy, ...toProfit(profit) })),
    instruments: ledger.instruments.map(({ instrument, ...profit }) => ({
      instrument,
      name: nameOf(instrument, view),
      ...toProfit(profit),
    })),
  };
}

function toProfit({ cost, fees, realizedPnl, settledPnl, unmarked, unrealizedPnl }: ProfitView) {
  return {
    ...toCash("cost", cost),
    ...toCash("realizedPnl", realizedPnl),
    ...toCash("unrealizedPnl", unrealizedPnl),
    ...toCash("fees", fees),
    ...toCash("settledPnl", settledPnl),
    unmarked,
  };
}

function toReconciliation({ history, lastGoodUs, notes, status, venue }: ReconciliationView) {
  return {
    venue,
    status: status ? toStatus(status) : null,
    lastGoodUs: lastGoodUs ?? null,
    history: history.map(toStatus),
    notes: notes.map(({ detail, kind, timeUs }) => ({ timeUs, kind, detail })),
  };
}

function toStatus({ unknownCash, ...status }: ReconciliationView["history"][number]): z.input<typeof Status> {
  return { ...status, unknownCash: cashText(unknownCash as CashMicros), unknownCashMicros: unknownCash };
}

function toCash<Name extends string>(name: Name, micros: number) {
  return { [name]: cashText(micros as CashMicros), [`${name}Micros`]: micros } as Record<Name, string> &
    Record<`${Name}Micros`, number>;
}

function toSize<Name extends string>(name: Name, micros: number) {
  return { [name]: sizeText(micros as SizeMicros), [`${name}Micros`]: micros } as Record<Name, string> &
    Record<`${Name}Micros`, number>;
}

function nameOf(index: number, view: EngineView): string {
  const instrument = view.instruments().at(index);
  return instrument ? instrumentName(instrument) : "";
}
