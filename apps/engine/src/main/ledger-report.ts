import type { CashMicros } from "@augury/core";
import { type InstrumentTable, VenueName } from "@augury/model";
import type { BookedBalance, MarkOf, PositionRow, SettlementLedger } from "@augury/portfolio";
import { OPERATOR_STRATEGY } from "@augury/wire";
import type { LedgerView, ProfitView } from "../api/view/account-views.ts";
import type { LiveLedger } from "./live-ledger.ts";
import { strategyName } from "./live-orders.ts";

const CASH_PLACES = ["none", ...VenueName.options] as const;

/** The books as they stand: every balance, and the profit of all, each venue, strategy and instrument at these marks. */
export function ledgerReport(
  ledger: LiveLedger,
  table: InstrumentTable,
  names: readonly string[],
  markOf: MarkOf,
): LedgerView {
  const { account, odd } = ledger.portfolio;
  const problem = account.problem();
  return {
    asOf: ledger.lastNumber,
    pending: account.pendingCount,
    cash: CASH_PLACES.map((venue) => ({ venue, ...account.cashBalance(venue) })).filter(isMoved),
    contracts: table.list
      .map(({ index }) => ({ instrument: index, ...balanceOf(account, index) }))
      .filter((one) => one.own !== 0 || one.incoming !== 0 || one.outgoing !== 0 || one.redeemable !== 0),
    total: profitOf(account, markOf),
    venues: VenueName.options.map((venue) => ({ venue, ...profitOf(account, markOf, venue) })),
    strategies: [...names.keys(), OPERATOR_STRATEGY].flatMap((at) => {
      const own = ledger.portfolio.strategy(at);
      return own ? [{ strategy: strategyName(names, at), ...profitOf(own, markOf) }] : [];
    }),
    instruments: account.provisional.rows(markOf).map((row) => ({
      instrument: row.instrument,
      ...instrumentProfit(row, account),
    })),
    contradictions: odd.contradictions,
    tooOld: odd.tooOld,
    ...(problem === undefined ? {} : { problem }),
  };
}

function isMoved({ fees, incoming, outgoing, own, redeemable }: BookedBalance): boolean {
  return own !== 0 || incoming !== 0 || outgoing !== 0 || redeemable !== 0 || fees !== 0;
}

function balanceOf(account: SettlementLedger, instrument: number) {
  const { incoming, outgoing, own, redeemable } = account.contractBalance(instrument);
  return { own, incoming, outgoing, redeemable };
}

function profitOf(ledger: SettlementLedger, markOf: MarkOf, venue?: VenueName): ProfitView {
  const { cost, fees, realizedPnl, unmarked, unrealizedPnl } = ledger.provisional.totals(markOf, venue);
  const settledPnl = ledger.confirmed.totals(markOf, venue).realizedPnl;
  return { cost, realizedPnl, unrealizedPnl, fees, settledPnl, unmarked };
}

function instrumentProfit(row: PositionRow, account: SettlementLedger): ProfitView {
  const { cost, fees, instrument, realizedPnl, unrealizedPnl } = row;
  return {
    cost,
    realizedPnl,
    unrealizedPnl: unrealizedPnl ?? (0 as CashMicros),
    fees,
    settledPnl: account.confirmed.realizedPnl(instrument),
    unmarked: unrealizedPnl === undefined ? 1 : 0,
  };
}
