import { expect, test } from "bun:test";
import { booksOf, readBooks, sumFills } from "../conformance/trading/kalshi-books.ts";
import type { FillRow } from "./engine-api.ts";
import { KalshiTheatre, type OfficialTrader } from "./kalshi-theatre.ts";
import { endTrading, meetQuote, type OwnBooks } from "./official-partner.ts";
import { SLICE_MS_MAX } from "./run-slice.ts";
import { TICKERS } from "./still-kalshi.ts";

/** One market for the strategy, two for the operator. */
const [QUOTED, TICKER, OTHER] = TICKERS as [string, string, string];
const YES = `kalshi:${TICKER}:yes`;
const NO = `kalshi:${OTHER}:no`;
const OPENING = 10_000_000_000;

test(
  "live Kalshi: behavior: the engine, its operator and the official client trade, and all books agree to the micro",
  async () => {
    await using stage = await KalshiTheatre.open();
    await meetQuotes(stage);
    await amendResting(stage);
    await amendWhileItFills(stage);
    await amendOnTheOtherSide(stage);
    await refuseAmends(stage);
    await takeAndReduce(stage);
    await compare(stage);
  },
  SLICE_MS_MAX,
);

/** They sell into our bid, then buy from our ask: what the strategy quotes. */
async function meetQuotes(stage: KalshiTheatre): Promise<void> {
  for (const side of ["buy", "sell"] as const)
    await meetQuote(stage.theatre, stage.api, {
      name: `kalshi:${QUOTED}`,
      side,
      take: ({ price }) =>
        stage.take({ ticker: QUOTED, side: side === "buy" ? "ask" : "bid", price, count: "1000.00" }),
    });
}

/** Price up and down, an answer that is lost, fewer contracts in their old place, more behind everybody; then the cancel. */
async function amendResting(stage: KalshiTheatre): Promise<void> {
  const { api, theatre } = stage;
  const { OrdersApi } = stage.them.apis;
  const { faults } = theatre.kalshi.venue;
  const intentId = await stage.place({ instrument: YES, side: "buy", price: "0.41", size: "10", postOnly: true });
  for (const price of ["0.4200", "0.4000", "0.4100"]) {
    if (price === "0.4000") faults.next.push("fails_after");
    await stage.amend(intentId, { price });
    expect(stage.venueOrder(intentId)).toMatchObject({ price: Number(price) * 1e4, remaining: 10e6 });
    await theatre.until(
      async () => (await api.reconciliation("kalshi")).status.isReconciled,
      "nothing is unknown at Kalshi",
    );
  }
  expect(faults.counts.fails_after).toBe(1);
  const behind = await stage.rest({ ticker: TICKER, side: "bid", price: "0.4100", count: "5.00" });
  const ahead = async () => (await OrdersApi.getOrderQueuePosition(behind)).data.queue_position_fp;
  expect(await ahead()).toBe("10.00");
  await stage.amend(intentId, { size: "6" });
  expect(await ahead()).toBe("6.00");
  await stage.amend(intentId, { size: "12" });
  expect(await ahead()).toBe("0.00");
  await OrdersApi.cancelOrderV2(behind);
  expect(await api.cancel(intentId)).toEqual({ status: 200, asked: 1 });
  await theatre.until(() => stage.venueOrder(intentId).status === "canceled", "the order is canceled");
  await stage.agreed(intentId);
  expect((await api.cancel(intentId)).status).toBe(404);
}

/** Whoever comes first, the engine says what the venue has. */
async function amendWhileItFills(stage: KalshiTheatre): Promise<void> {
  const { api, theatre } = stage;
  const intentId = await stage.place({ instrument: YES, side: "buy", price: "0.41", size: "20" });
  const sell = (count: string) => stage.take({ ticker: TICKER, side: "ask", price: "0.4100", count });
  for (const [count, size] of [
    ["3.00", "15"],
    ["2.00", "18"],
    ["1.50", "9.25"],
  ] as const) {
    await Promise.all([api.amend(intentId, { size }), sell(count)]);
    await stage.amend(intentId, { size });
  }
  expect(stage.venueOrder(intentId)).toMatchObject({ filled: 6.5e6, size: 9.25e6 });
  // What is left is sold to it while it is to grow, twice at once: it ends as what it was, or goes on.
  const changes = [api.amend(intentId, { size: "30" }), api.amend(intentId, { price: "0.42" })];
  await Promise.all([sell("2.75"), ...changes]);
  // As many as have filled: nothing is left to rest.
  await stage.askAmend(intentId, { size: "9.25" });
  await theatre.until(() => stage.venueOrder(intentId).status !== "resting", "nothing of it rests");
  await stage.agreed(intentId);
  expect(stage.venueOrder(intentId)).toMatchObject({ filled: 9.25e6, remaining: 0 });
}

/** Prices of NO, which the venue knows by the YES; across the book it takes, and ends. */
async function amendOnTheOtherSide(stage: KalshiTheatre): Promise<void> {
  const intentId = await stage.place({ instrument: NO, side: "buy", price: "0.56", size: "4" });
  await stage.amend(intentId, { price: "0.5700" });
  expect(stage.venueOrder(intentId)).toMatchObject({ side: "ask", price: 4_300 });
  expect(await stage.take({ ticker: OTHER, side: "bid", price: "0.4300", count: "1.00" })).toBe("1.00");
  await stage.amend(intentId, { price: "0.5500", size: "3" });
  await stage.amend(intentId, { price: "0.6000", size: "6" });
  expect(stage.venueOrder(intentId)).toMatchObject({ status: "executed", filled: 6e6 });
}

async function refuseAmends(stage: KalshiTheatre): Promise<void> {
  const { api, theatre } = stage;
  const intentId = await stage.place({ instrument: YES, side: "buy", price: "0.40", size: "10" });
  for (const [reason, change] of [
    ["price_band", { price: "0.9" }],
    ["off_tick", { price: "0.405" }],
    ["size_step", { size: "0.001" }],
    ["order_notional", { size: "1000" }],
  ] as const)
    expect(await api.amend(intentId, change)).toMatchObject({ status: 200, outcome: "refused", refusal: { reason } });
  let onPolymarket: number | undefined;
  await theatre.until(async () => {
    const resting = (await api.orders("&open=true")).filter(({ state }) => state === "accepted");
    onPolymarket = resting.find(({ name }) => name.startsWith("polymarket:"))?.intentId;
    return onPolymarket !== undefined;
  }, "the engine quotes on Polymarket");
  expect(await api.amend(onPolymarket ?? 0, { size: "1" })).toMatchObject({ refusal: { reason: "unsupported" } });
  expect((await api.amend(9_999_999, { price: "0.41" })).status).toBe(404);
  expect(stage.venueOrder(intentId)).toMatchObject({ price: 4_000, size: 10e6, status: "resting" });
  await api.cancel(intentId);
  await theatre.until(() => stage.venueOrder(intentId).status === "canceled", "the order is canceled");
  await stage.agreed(intentId);
  expect((await api.amend(intentId, { price: "0.41" })).status).toBe(404);
}

/** The operator takes what they offer, and gives back of what is held: no more than that. */
async function takeAndReduce(stage: KalshiTheatre): Promise<void> {
  const { OrdersApi } = stage.them.apis;
  const filledOf = async (body: Readonly<Record<string, unknown>>) =>
    stage.venueOrder(await stage.place({ timeInForce: "IOC", ...body })).filled;
  await stage.rest({ ticker: TICKER, side: "ask", price: "0.4300", count: "2.00" });
  expect(await filledOf({ instrument: YES, side: "buy", price: "0.43", size: "2" })).toBe(2e6);
  const bid = await stage.rest({ ticker: TICKER, side: "bid", price: "0.4200", count: "5.00" });
  const reduces = { instrument: YES, side: "sell", price: "0.42", timeInForce: "IOC", reduceOnly: true } as const;
  for (const wrong of [{ size: "11.26" }, { side: "buy", size: "1" }, { timeInForce: "GTC", size: "1" }])
    expect(await stage.api.place({ ...reduces, ...wrong })).toMatchObject({ refusal: { reason: "reduce_only" } });
  expect(await filledOf({ ...reduces, size: "4.5" })).toBe(4.5e6);
  // Half a contract is left of theirs; what is not taken does not rest.
  expect(await filledOf({ ...reduces, size: "6.75" })).toBe(0.5e6);
  expect((await OrdersApi.getOrder(bid)).data.order.status).toBe("executed");
  await stage.rest({ ticker: OTHER, side: "ask", price: "0.4300", count: "1.00" });
  expect(await filledOf({ ...reduces, instrument: NO, price: "0.57", size: "1" })).toBe(1e6);
}

async function compare(stage: KalshiTheatre): Promise<void> {
  const { api, them, theatre, us } = stage;
  const restingCount = () => us.account.resting().length;
  const own = await endTrading(theatre, api, { venue: "kalshi", restingCount });
  expect(nettedOf(own)).toEqual(booksOf(us.account));
  expect(nettedOf(own).positions).toMatchObject({ [TICKER]: 6.25e6, [OTHER]: -5e6 });
  for (const { account, apis } of [us, them]) {
    const books = booksOf(account);
    expect(await readBooks(apis)).toEqual(books);
    expect(await sumFills(apis, OPENING)).toEqual({ books, count: account.fills.length });
  }
  await comparePages(stage, own);
  const { notes, status } = await api.reconciliation("kalshi");
  expect([status, notes]).toMatchObject([{ isReconciled: true, unknownOrders: 0, externalOrders: 0 }, []]);
}

/** What the engine owns, as Kalshi counts it: NO is less than no YES. */
function nettedOf({ cash, contracts, fees }: OwnBooks) {
  const held = Object.entries(contracts).map(([name, size]) => {
    const [, ticker = "", outcome] = name.split(":");
    return [ticker, outcome === "no" ? -size : size] as const;
  });
  return { cash, fees, positions: Object.fromEntries(held.filter(([, size]) => size !== 0)) };
}

/** Fill for fill with the venue's, and position for position with the ledger. */
async function comparePages({ api, us }: KalshiTheatre, { contracts }: OwnBooks): Promise<void> {
  const fills = (await api.fills()).filter(({ name }) => name.startsWith("kalshi:"));
  expect(fills.map(lineOf).sort()).toEqual(us.account.fills.map(lineAtVenue).sort());
  expect(fills.filter((fill) => fill.settlement !== "confirmed" || fill.feeMicros !== fill.feeExpectedMicros)).toEqual(
    [],
  );
  for (const liquidity of ["maker", "taker"])
    expect(fills.some((fill) => fill.liquidity === liquidity && fill.feeMicros > 0)).toBe(true);
  const { positions } = await api.positions();
  const held = positions.filter(({ name, sizeMicros }) => name.startsWith("kalshi:") && sizeMicros !== 0);
  expect(Object.fromEntries(held.map(({ name, sizeMicros }) => [name, sizeMicros]))).toEqual({ ...contracts });
  expect(held.every(({ settledSizeMicros, sizeMicros }) => settledSizeMicros === sizeMicros)).toBe(true);
}

/** A fill in the venue's words: side and price of the YES. */
function lineOf({ feeMicros, liquidity, name, priceTicks, side, sizeMicros }: FillRow): string {
  const [, ticker, outcome] = name.split(":");
  const isBid = (side === "buy") === (outcome === "yes");
  const price = outcome === "yes" ? priceTicks : 10_000 - priceTicks;
  return [ticker, isBid ? "bid" : "ask", sizeMicros, price, feeMicros, liquidity].join(" ");
}

function lineAtVenue({ fee, isTaker, order, price, size }: OfficialTrader["account"]["fills"][number]): string {
  return [order.market.spec.ticker, order.side, size, price, fee, isTaker ? "taker" : "maker"].join(" ");
}
