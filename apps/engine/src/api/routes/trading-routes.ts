import { INTENT_REASONS, ORDER_STATES, REASON_CODES, SETTLEMENT_STATES } from "@augury/model";
import { z } from "zod";
import { FillBounds, PnlBounds, toFillBounds, toPnlBounds } from "../bounds-answer.ts";
import { Cash, cashText, Price, priceText, Size, sizeText, TimeUs } from "../decimals.ts";
import type { EngineView } from "../engine-view.ts";
import { findInstrument, instrumentName } from "../instrument-ref.ts";
import { Next, nextOf, RowFilter } from "../paging.ts";
import { echo, type Problem, problem } from "../problem.ts";
import { answer, type Route, type RouteContext, route } from "../route.ts";
import type { PositionView } from "../view/account-views.ts";
import type { FillView } from "../view/fill-views.ts";
import type { OrderView, RowQuery } from "../view/order-views.ts";
import type { StrategyView } from "../view/strategy-views.ts";

const Owner = {
  number: z.int().describe("Number of the event in the run's total order."),
  intentId: z.int().describe("Below 0: of a process before this one."),
  leg: z.int().describe("Beyond the intent's own legs: an order that trades one of them back."),
  strategy: z.string().describe("Empty: nobody's."),
  instrument: z.int(),
  name: z.string(),
  side: z.enum(["buy", "sell"]),
  price: Price.text,
  priceTicks: Price.ticks,
  size: Size.text,
  sizeMicros: Size.micros,
};

const Order = z.strictObject({
  ...Owner,
  filledSize: Size.text,
  filledSizeMicros: Size.micros,
  timeInForce: z.enum(["GTC", "GTD", "FOK", "IOC"]),
  postOnly: z.boolean(),
  reduceOnly: z.boolean().describe("May only make the position smaller."),
  intentReason: z.enum(INTENT_REASONS).describe("Why it was made; unwind: by the executor, to trade a leg back."),
  state: z.enum(ORDER_STATES),
  reason: z.enum(REASON_CODES).describe("Why it was refused or ended."),
  createdUs: TimeUs,
  updatedUs: TimeUs,
  bounds: FillBounds,
});

const Fill = z.strictObject({
  ...Owner,
  fee: Cash.text,
  feeMicros: Cash.micros,
  feeExpected: Cash.text.describe("From the market's own schedule; the fee is what was charged once that is known."),
  feeExpectedMicros: Cash.micros,
  liquidity: z.enum(["taker", "maker"]),
  settlement: z
    .enum(SETTLEMENT_STATES)
    .describe("matched and retrying are promises, confirmed is owned, failed never happened."),
  happenedMs: z.number().describe("When the venue says that it happened."),
  timeUs: TimeUs,
  updatedUs: TimeUs,
});

const Position = z.strictObject({
  instrument: z.int(),
  name: z.string(),
  title: z.string(),
  outcomeName: z.string(),
  size: Size.text.describe("Promised contracts included."),
  sizeMicros: Size.micros,
  settledSize: Size.text,
  settledSizeMicros: Size.micros,
  sellableSize: Size.text.describe("Settled and not promised away; our own open sales are not deducted."),
  sellableSizeMicros: Size.micros,
  incomingSize: Size.text.describe("Matched for us and not settled yet."),
  incomingSizeMicros: Size.micros,
  redeemableSize: Size.text.describe("Of an ended market, to be redeemed; no longer in the size."),
  redeemableSizeMicros: Size.micros,
  redeemableCash: Cash.text.describe("Due for them; in the realized profit, and not spendable."),
  redeemableCashMicros: Cash.micros,
  averagePrice: Price.text,
  averagePriceTicks: Price.ticks,
  markPrice: Price.text.nullable().describe("null while there is no trusted bid."),
  markPriceTicks: Price.ticks.nullable(),
  realizedPnl: Cash.text,
  realizedPnlMicros: Cash.micros,
  unrealizedPnl: Cash.text.nullable(),
  unrealizedPnlMicros: Cash.micros.nullable(),
  fees: Cash.text,
  feesMicros: Cash.micros,
});

const Strategy = z.strictObject({
  name: z.string(),
  kind: z.string(),
  enabled: z.boolean(),
  instruments: z.int().describe("How many it watches."),
  intents: z.int(),
  refusals: z.int(),
  legRisk: z
    .strictObject({
      settled: z.int().describe("Intents of several legs of which every leg has ended."),
      broken: z.int().describe("Those of them whose legs were filled unequally."),
      unmatchedCash: Cash.text.describe("Cash in contracts without their counterparts, over all broken intents."),
      unmatchedCashMicros: Cash.micros,
      unmatchedCashMax: Cash.text.describe("The most that a single intent left unmatched."),
      unmatchedCashMaxMicros: Cash.micros,
    })
    .describe("Paper runs the legs of an intent as independent orders: this is what that risked."),
  fills: z.int(),
  bounds: PnlBounds,
  lastDecision: z
    .strictObject({
      timeUs: TimeUs,
      reason: z.string().describe(`One of ${INTENT_REASONS.join(", ")}.`),
      numbers: z.array(z.number()),
    })
    .nullable(),
});

export const tradingRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/orders",
    tag: "trading",
    summary: "Our orders, newest first",
    query: RowFilter.extend({
      open: z
        .enum(["true", "false"])
        .optional()
        .describe("true: only those that have not ended; false: only those that have."),
    }),
    answer: z.strictObject({ orders: z.array(Order), next: Next }),
    problems: ["not-found"],
    handle: ({ query: { open, ...filter } }, context) => {
      const query = rowQuery(filter, context);
      if ("problem" in query) return query;
      const rows = context.view.orders(open === undefined ? query : { ...query, open: open === "true" });
      return answer({ orders: rows.map((row) => toOrder(row, context.view)), next: nextOf(rows, query.limit) });
    },
  }),
  route({
    method: "GET",
    path: "/fills",
    tag: "trading",
    summary: "Our fills, newest first",
    query: RowFilter,
    answer: z.strictObject({ fills: z.array(Fill), next: Next }),
    problems: ["not-found"],
    handle: ({ query: filter }, context) => {
      const query = rowQuery(filter, context);
      if ("problem" in query) return query;
      const rows = context.view.fills(query);
      return answer({ fills: rows.map((row) => toFill(row, context.view)), next: nextOf(rows, query.limit) });
    },
  }),
  route({
    method: "GET",
    path: "/positions",
    tag: "trading",
    summary: "What we hold, cash, and profit and loss",
    answer: z.strictObject({
      cash: Cash.text.describe("Promises included, and what is due for contracts of ended markets."),
      cashMicros: Cash.micros,
      settledCash: Cash.text,
      settledCashMicros: Cash.micros,
      redeemableCash: Cash.text.describe("Of it due for contracts of ended markets: cash once they are redeemed."),
      redeemableCashMicros: Cash.micros,
      spendableCash: Cash.text.describe("Settled and not promised away; our own open purchases are not deducted."),
      spendableCashMicros: Cash.micros,
      realizedPnl: Cash.text,
      realizedPnlMicros: Cash.micros,
      unrealizedPnl: Cash.text,
      unrealizedPnlMicros: Cash.micros,
      fees: Cash.text,
      feesMicros: Cash.micros,
      bounds: PnlBounds,
      positions: z.array(Position),
    }),
    handle: (_, { view }) => {
      const { bounds, cash, redeemableCash, settledCash, spendableCash, ...pnl } = view.cash();
      const { fees, realizedPnl, unrealizedPnl } = pnl;
      return answer({
        cash: cashText(cash),
        cashMicros: cash,
        settledCash: cashText(settledCash),
        settledCashMicros: settledCash,
        redeemableCash: cashText(redeemableCash),
        redeemableCashMicros: redeemableCash,
        spendableCash: cashText(spendableCash),
        spendableCashMicros: spendableCash,
        realizedPnl: cashText(realizedPnl),
        realizedPnlMicros: realizedPnl,
        unrealizedPnl: cashText(unrealizedPnl),
        unrealizedPnlMicros: unrealizedPnl,
        fees: cashText(fees),
        feesMicros: fees,
        bounds: toPnlBounds(bounds),
        positions: view.positions().map((position) => toPosition(position, view)),
      });
    },
  }),
  route({
    method: "GET",
    path: "/strategies",
    tag: "trading",
    summary: "The strategies and their last decisions",
    answer: z.strictObject({ strategies: z.array(Strategy) }),
    handle: (_, { view }) => answer({ strategies: view.strategies().map(toStrategy) }),
  }),
];

function rowQuery(
  { limit, before, instrument: ref, strategy }: z.output<typeof RowFilter>,
  { view, options }: RouteContext,
): RowQuery | { problem: Problem } {
  const instrument = ref === undefined ? undefined : findInstrument(view.instruments(), ref);
  if (ref !== undefined && !instrument)
    return { problem: problem("not-found", `no instrument is called ${echo(ref)}`) };
  return {
    limit: Math.min(limit, options.rowsMax),
    before,
    ...(instrument === undefined ? {} : { instrument: instrument.index }),
    ...(strategy === undefined ? {} : { strategy }),
  };
}

function nameOf(index: number, view: EngineView): string {
  const instrument = view.instruments().at(index);
  return instrument ? instrumentName(instrument) : "";
}

function toOwner(row: OrderView | FillView, view: EngineView) {
  return {
    number: row.number,
    intentId: row.intentId,
    leg: row.leg,
    strategy: row.strategy,
    instrument: row.instrument,
    name: nameOf(row.instrument, view),
    side: row.side,
    price: priceText(row.price),
    priceTicks: row.price,
    size: sizeText(row.size),
    sizeMicros: row.size,
  };
}

function toOrder(row: OrderView, view: EngineView): z.input<typeof Order> {
  return {
    ...toOwner(row, view),
    filledSize: sizeText(row.filledSize),
    filledSizeMicros: row.filledSize,
    timeInForce: row.timeInForce,
    postOnly: row.postOnly,
    reduceOnly: row.reduceOnly,
    intentReason: row.intentReason,
    state: row.state,
    reason: row.reason,
    createdUs: row.createdUs,
    updatedUs: row.updatedUs,
    bounds: toFillBounds(row.bounds),
  };
}

function toFill(row: FillView, view: EngineView): z.input<typeof Fill> {
  const { fee, feeExpected, happenedMs, liquidity, settlement, timeUs, updatedUs } = row;
  return {
    ...toOwner(row, view),
    fee: cashText(fee),
    feeMicros: fee,
    feeExpected: cashText(feeExpected),
    feeExpectedMicros: feeExpected,
    liquidity,
    settlement,
    happenedMs,
    timeUs,
    updatedUs,
  };
}

function toPosition(row: PositionView, view: EngineView): z.input<typeof Position> {
  const instrument = view.instruments().at(row.instrument);
  return {
    instrument: row.instrument,
    name: nameOf(row.instrument, view),
    title: instrument?.title ?? "",
    outcomeName: instrument?.outcomeName ?? "",
    size: sizeText(row.size),
    sizeMicros: row.size,
    settledSize: sizeText(row.settledSize),
    settledSizeMicros: row.settledSize,
    sellableSize: sizeText(row.sellableSize),
    sellableSizeMicros: row.sellableSize,
    incomingSize: sizeText(row.incomingSize),
    incomingSizeMicros: row.incomingSize,
    redeemableSize: sizeText(row.redeemableSize),
    redeemableSizeMicros: row.redeemableSize,
    redeemableCash: cashText(row.redeemableCash),
    redeemableCashMicros: row.redeemableCash,
    averagePrice: priceText(row.averagePrice),
    averagePriceTicks: row.averagePrice,
    markPrice: row.markPrice === undefined ? null : priceText(row.markPrice),
    markPriceTicks: row.markPrice ?? null,
    realizedPnl: cashText(row.realizedPnl),
    realizedPnlMicros: row.realizedPnl,
    unrealizedPnl: row.unrealizedPnl === undefined ? null : cashText(row.unrealizedPnl),
    unrealizedPnlMicros: row.unrealizedPnl ?? null,
    fees: cashText(row.fees),
    feesMicros: row.fees,
  };
}

function toStrategy({ bounds, lastDecision, instruments, legRisk, ...row }: StrategyView): z.input<typeof Strategy> {
  return {
    ...row,
    instruments: instruments.length,
    bounds: toPnlBounds(bounds),
    legRisk: {
      settled: legRisk.settled,
      broken: legRisk.broken,
      unmatchedCash: cashText(legRisk.unmatchedCash),
      unmatchedCashMicros: legRisk.unmatchedCash,
      unmatchedCashMax: cashText(legRisk.unmatchedCashMax),
      unmatchedCashMaxMicros: legRisk.unmatchedCashMax,
    },
    lastDecision: lastDecision ? { ...lastDecision, numbers: [...lastDecision.numbers] } : null,
  };
}
