import { cashMicros } from "@augury/core";
import type { LedgerView, ProfitView, ReconciliationView } from "./view/account-views.ts";

const PROFIT: ProfitView = {
  cost: cashMicros(5_600_000),
  realizedPnl: cashMicros(-1_250_000),
  unrealizedPnl: cashMicros(125_000),
  fees: cashMicros(140),
  settledPnl: cashMicros(-1_000_000),
  unmarked: 1,
};

/** Books of an account that waits for one trade, for tests of the API. */
export function fakeLedger(): LedgerView {
  return {
    asOf: 41,
    pending: 1,
    cash: [
      { venue: "kalshi", own: 998_000_000, incoming: 1_000_000, outgoing: 2_400_000, redeemable: 500_000, fees: 140 },
    ],
    contracts: [{ instrument: 0, own: 9_000_000, incoming: 2_500_000, outgoing: 1_000_000, redeemable: 3_000_000 }],
    total: PROFIT,
    venues: [{ venue: "kalshi", ...PROFIT }],
    strategies: [{ strategy: "c1", ...PROFIT }],
    instruments: [{ instrument: 0, ...PROFIT }],
    contradictions: 0,
    tooOld: 0,
  };
}

/** One venue that agreed a moment ago and does no more, and one that never said anything. */
export function fakeReconciliation(nowUs: number): ReconciliationView[] {
  const good = {
    number: 7,
    timeUs: nowUs - 2_000_000,
    isReconciled: true,
    heartbeatMisses: 0,
    unknownOrders: 0,
    unknownCash: 0,
    externalOrders: 1,
    clockSkewMs: -12,
  };
  const lost = { ...good, number: 9, timeUs: nowUs, isReconciled: false, unknownOrders: 1, unknownCash: 4_100_000 };
  return [
    {
      venue: "polymarket",
      status: lost,
      lastGoodUs: good.timeUs,
      history: [lost, good],
      notes: [{ venue: "polymarket", timeUs: good.timeUs, kind: "external", detail: "an order that is not ours" }],
    },
    { venue: "kalshi", history: [], notes: [] },
  ];
}
