import { describe, expect, test } from "bun:test";
import { ASK, BID } from "@augury/book";
import { isTerminal, type OrderReport, type OrderRequest } from "@augury/model";
import fc from "fast-check";
import { NaiveVenue } from "./naive-venue.ts";
import { K_NO, K_YES, NO, PaperScene, YES } from "./paper-scene.ts";
import { anyStep, type PaperStep, submitStep } from "./paper-steps.ts";

const LATENCY_US = 100;
const ECHO_MS = 50;
function tell(report: OrderReport): string {
  const fill = report.fillSize > 0 ? ` ${report.fillSize / 1e6}@${report.fillPrice / 100}` : "";
  return `${report.intentId} ${report.state}${report.reason === "none" ? "" : ` ${report.reason}`}${fill}`;
}

describe("PaperVenue: properties", () => {
  test("property: one book: every report equals the naive venue's", () => {
    let fills = 0;
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 10, maxLength: 60 }), (steps) => {
        const scene = new PaperScene({ latencyUs: LATENCY_US, cancelLatencyUs: LATENCY_US, echoMs: ECHO_MS });
        const naive = new NaiveVenue(LATENCY_US, ECHO_MS);
        let timeMs = 1_000;
        scene.book(YES, [[48, 20]], [[52, 20]], { timeMs });
        naive.snapshot([[48, 20]], [[52, 20]], timeMs);
        for (const { stamp, passUs, what } of steps) {
          timeMs = Math.max(1, timeMs + stamp);
          scene.pass(passUs);
          naive.pass(scene.nowUs);
          if (what.is === "submit") {
            const { order } = what;
            const nowUs = scene.nowUs;
            const id = submitStep(scene, YES, order);
            const rests = order.timeInForce === "GTC" || order.timeInForce === "GTD";
            const deadlineUs = order.timeInForce === "GTC" ? Number.MAX_SAFE_INTEGER : nowUs + order.lifeUs;
            naive.submit({ ...order, id, postOnly: order.postOnly && rests, deadlineUs }, nowUs);
          } else if (what.is === "cancel") {
            scene.venue.cancel(what.which, 0, scene.nowUs);
            naive.cancel(what.which, scene.nowUs);
          } else if (what.is === "snapshot") {
            // All slots of the run at one time: nothing arrives between them.
            scene.slotUs = 0;
            scene.book(YES, what.bids, what.asks, { timeMs });
            scene.slotUs = 10;
            naive.snapshot(what.bids, what.asks, timeMs);
          } else {
            naive.pass(scene.nowUs + 10);
            if (what.is === "delta") {
              scene.delta(YES, what.side, what.cents, what.contracts, { timeMs });
              naive.delta(what.side === BID ? "bid" : "ask", what.cents, what.contracts, timeMs);
            } else {
              scene.trade(YES, what.taker, what.cents, what.contracts, { timeMs });
              naive.trade(what.taker, what.cents, what.contracts, timeMs);
            }
          }
        }
        const told = scene.reports.map(({ report }) => tell(report));
        fills += told.filter((words) => words.includes("@")).length;
        expect(told).toEqual(naive.told);
      }),
      { numRuns: 1_000 },
    );
    expect(fills).toBeGreaterThan(1_000);
  });

  test("property: both venues: orders end once, fills stay within limits, sizes, depth and trades; the same input gives the same", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 10, maxLength: 80 }), fc.integer(), (steps, seed) => {
        const ledger = play(steps, seed);
        for (const order of ledger.orders.values()) checkOrder(order);
        for (const { taken, shown } of ledger.levels) expect(taken).toBeLessThanOrEqual(shown);
        for (const { filled, size } of ledger.trades) expect(filled).toBeLessThanOrEqual(size);
        expect(play(steps, seed).reports).toEqual(ledger.reports);
      }),
      { numRuns: 400 },
    );
  });
});

/** One order and everything that was reported of it. */
interface Told {
  readonly request: OrderRequest;
  readonly reports: OrderReport[];
}

interface Ledger {
  readonly reports: readonly OrderReport[];
  readonly orders: ReadonlyMap<number, Told>;
  /** Per level and venue change: what our takers took, and what the venue showed. */
  readonly levels: readonly { taken: number; readonly shown: number }[];
  /** Per trade: what of it our resting orders were filled with. */
  readonly trades: readonly { filled: number; readonly size: number }[];
}

/** Runs a script over all four instruments, every book present from the start, and keeps the books of what must balance. */
function play(steps: readonly PaperStep[], seed: number): Ledger {
  const scene = new PaperScene({ latencyUs: LATENCY_US, latencyJitterUs: 150, cancelLatencyUs: LATENCY_US, seed });
  const orders = new Map<number, Told>();
  const levels: { taken: number; shown: number }[] = [];
  const current = new Map<string, { taken: number; shown: number }>();
  const trades: { filled: number; size: number }[] = [];
  let seen = 0;
  const show = (book: number, side: number, cents: number, contracts: number) => {
    const key = levelKey(book, side, cents);
    if (current.get(key)?.shown === contracts * 1e6) return;
    const level = { taken: 0, shown: contracts * 1e6 };
    current.set(key, level);
    levels.push(level);
  };
  const settle = (trade?: { filled: number }) => {
    for (; seen < scene.reports.length; seen++) {
      const { report } = scene.reports[seen];
      const told = orders.get(report.intentId) as Told;
      told.reports.push(report);
      if (report.fillSize === 0) continue;
      if (report.liquidity === "maker") {
        expect(trade).toBeDefined();
        if (trade) trade.filled += report.fillSize;
      } else {
        const level = current.get(takenKey(report));
        expect(level).toBeDefined();
        if (level) level.taken += report.fillSize;
      }
    }
  };
  const request = scene.venue.submit.bind(scene.venue);
  scene.venue.submit = (order, nowUs) => {
    orders.set(order.intentId, { request: order, reports: [] });
    request(order, nowUs);
  };
  for (const book of [YES, NO, K_YES]) {
    scene.book(book, [[48, 20]], [[52, 20]]);
    show(book, BID, 48, 20);
    show(book, ASK, 52, 20);
  }
  for (const { passUs, instrument, what } of steps) {
    scene.pass(passUs);
    settle();
    const book = instrument === K_NO ? K_YES : instrument;
    if (what.is === "submit") submitStep(scene, instrument, what.order);
    else if (what.is === "cancel") scene.venue.cancel(what.which, 0, scene.nowUs);
    else if (what.is === "delta") {
      scene.pass(10);
      settle();
      scene.slotUs = 0;
      scene.delta(book, what.side, what.cents, what.contracts);
      // Polymarket tells one change twice, once a token.
      if (book !== K_YES) scene.delta(YES + NO - book, BID + ASK - what.side, 100 - what.cents, what.contracts);
      show(book, what.side, what.cents, what.contracts);
    } else if (what.is === "trade") {
      scene.pass(10);
      settle();
      scene.slotUs = 0;
      const trade = { filled: 0, size: what.contracts * 1e6 };
      trades.push(trade);
      scene.trade(instrument, what.taker, what.cents, what.contracts);
      settle(trade);
    }
    scene.slotUs = 10;
    settle();
  }
  scene.venue.cancelAll("restart", scene.nowUs);
  scene.pass(10_000);
  settle();
  expect(scene.venue.bounds[0].used).toBe(0);
  return { reports: scene.reports.map(({ report }) => report), orders, levels, trades };
}

/** Polymarket's two tokens are one liquidity; Kalshi's two outcomes are one book. */
function levelKey(instrument: number, side: number, cents: number): string {
  return instrument === NO || instrument === K_NO
    ? `${instrument - 1} ${1 - side} ${100 - cents}`
    : `${instrument} ${side} ${cents}`;
}

function takenKey(report: OrderReport): string {
  return levelKey(report.instrument, report.side === "buy" ? ASK : BID, report.fillPrice / 100);
}

function checkOrder({ request, reports }: Told): void {
  expect(reports.filter(({ state }) => isTerminal(state)).length).toBe(1);
  expect(isTerminal((reports.at(-1) as OrderReport).state)).toBe(true);
  let filled = 0;
  for (const report of reports) {
    filled += report.fillSize;
    expect(report.filledSize as number).toBe(filled);
    if (report.fillSize === 0) continue;
    if (report.liquidity === "maker") expect(report.fillPrice).toBe(request.price);
    else if (request.side === "buy") expect(report.fillPrice).toBeLessThanOrEqual(request.price);
    else expect(report.fillPrice).toBeGreaterThanOrEqual(request.price);
    if (request.postOnly) expect(report.liquidity).toBe("maker");
  }
  expect(filled).toBeLessThanOrEqual(request.size);
  if (request.timeInForce === "FOK") expect([0, request.size as number]).toContain(filled);
  if (request.timeInForce === "IOC") expect(reports.every(({ liquidity }) => liquidity === "taker")).toBe(true);
}
