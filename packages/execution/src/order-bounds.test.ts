import { describe, expect, test } from "bun:test";
import { ASK, BID } from "@augury/book";
import { priceTicks, sizeMicros } from "@augury/core";
import type { OrderReport, OrderRequest } from "@augury/model";
import fc from "fast-check";
import { ChangedBounds } from "./changed-bounds.ts";
import type { FillBounds, FillTally } from "./order-bounds.ts";
import { PaperOrder } from "./paper-order.ts";
import { K_NO, K_YES, NO, PaperScene, sceneTable, YES } from "./paper-scene.ts";
import { anyStep, type PaperStep, submitStep } from "./paper-steps.ts";

const VIEWS = ["pessimistic", "expected", "optimistic"] as const;

function open() {
  const scene = new PaperScene();
  scene.book(YES, [[50, 20]], [[52, 20]]);
  return scene;
}

/** Contracts in the three views, of the only order that changed. */
function contracts(scene: PaperScene): number[] {
  const [bounds, ...others] = scene.venue.takeFillBounds();
  expect(others).toEqual([]);
  return VIEWS.map((view) => (bounds?.[view].size ?? Number.NaN) / 1e6);
}

describe("OrderBounds: resting", () => {
  test("default: the optimistic view is first in the queue, the others wait for it to be eaten", () => {
    const scene = open();
    scene.place({ contracts: 10 });
    scene.trade(YES, "sell", 50, 4);
    expect(contracts(scene)).toEqual([0, 0, 4]);
    scene.trade(YES, "sell", 50, 18);
    expect(contracts(scene)).toEqual([2, 2, 10]);
  });

  test("behavior: a cancel that must have been before us helps the expected view alone", () => {
    const scene = open();
    scene.place({ contracts: 10 });
    scene.delta(YES, BID, 50, 5, { timeMs: 1_000_000 });
    scene.trade(YES, "sell", 50, 9, { timeMs: 1_010_000 });
    expect(contracts(scene)).toEqual([0, 4, 9]);
    scene.trade(YES, "sell", 50, 12, { timeMs: 1_020_000 });
    expect(contracts(scene)).toEqual([1, 10, 10]);
  });

  test("behavior: a trade through our price fills every view", () => {
    const scene = open();
    scene.place({ contracts: 10 });
    scene.trade(YES, "sell", 49, 6);
    expect(contracts(scene)).toEqual([6, 6, 6]);
  });

  test("behavior: the order's end ends all views", () => {
    const scene = open();
    const id = scene.place({ contracts: 10 });
    scene.trade(YES, "sell", 50, 4);
    scene.venue.cancel(id, 0, scene.nowUs);
    scene.pass();
    scene.trade(YES, "sell", 49, 50);
    expect(contracts(scene)).toEqual([0, 0, 4]);
  });
});

describe("OrderBounds: taking", () => {
  test("default: a book that stands still gives the same in every view", () => {
    const scene = open();
    scene.place({ cents: 52, contracts: 8, timeInForce: "IOC" });
    expect(contracts(scene)).toEqual([8, 8, 8]);
  });

  test("behavior: what came while the order was under way is not the pessimistic view's", () => {
    const scene = open();
    scene.submit({ cents: 52, contracts: 30, timeInForce: "IOC" });
    scene.delta(YES, ASK, 51, 5);
    scene.delta(YES, ASK, 52, 25);
    scene.pass();
    expect(contracts(scene)).toEqual([20, 30, 30]);
  });

  test("behavior: what left while the order was under way is the optimistic view's alone", () => {
    const scene = open();
    scene.submit({ cents: 52, contracts: 15, timeInForce: "IOC" });
    scene.delta(YES, ASK, 52, 5);
    scene.pass();
    expect(contracts(scene)).toEqual([5, 5, 15]);
  });

  test("behavior: a FOK order is everything or nothing in each view", () => {
    const scene = open();
    scene.submit({ cents: 52, contracts: 15, timeInForce: "FOK" });
    scene.delta(YES, ASK, 52, 5);
    scene.pass();
    expect(contracts(scene)).toEqual([0, 0, 15]);
    scene.submit({ cents: 52, contracts: 15, timeInForce: "FOK" });
    scene.delta(YES, ASK, 52, 40);
    scene.pass();
    expect(contracts(scene)).toEqual([0, 15, 15]);
  });

  test("behavior: cash is received less paid, rounded against us", () => {
    const scene = open();
    scene.place({ cents: 52, contracts: 8, timeInForce: "IOC" });
    scene.place({ side: "sell", cents: 50, contracts: 5, timeInForce: "IOC" });
    const [bought, sold] = scene.venue.takeFillBounds();
    expect(bought?.expected).toEqual({ size: 8e6, cash: -4.16e6, fee: 0 } as unknown as FillTally);
    expect(sold?.pessimistic).toEqual({ size: 5e6, cash: 2.5e6, fee: 0 } as unknown as FillTally);
  });
});

const ORDER: OrderRequest = {
  intentId: 1,
  leg: 0,
  strategy: 0,
  instrument: YES,
  side: "buy",
  price: priceTicks(5_000),
  size: sizeMicros(1e6),
  timeInForce: "GTC",
  postOnly: false,
  epoch: 1,
  deadlineUs: Number.MAX_SAFE_INTEGER,
};

test("ChangedBounds: behavior: what nobody asks for is forgotten, oldest first, and counted", () => {
  const changed = new ChangedBounds(2);
  const [instrument] = sceneTable().list;
  const orders = [1, 2, 3].map((intentId) => new PaperOrder({ ...ORDER, intentId }, instrument, 0));
  for (const order of orders) changed.note(order);
  changed.note(orders[2] as PaperOrder);
  expect(changed.take().map(({ intentId }) => intentId)).toEqual([2, 3]);
  expect(changed.forgotten).toBe(1);
  expect(changed.count).toBe(0);
});

test("property: in every order and at all times pessimistic <= expected <= optimistic; no view invents size, cash or trades", () => {
  let apart = 0;
  // On one book with both outcomes everything meets; on all four instruments mirrors do.
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 10, maxLength: 80 }), fc.boolean(), (steps, isOneBook) => {
      const check = new BoundsCheck();
      check.play(isOneBook ? steps.map((step) => ({ ...step, instrument: step.instrument | K_YES })) : steps);
      apart += check.apart;
    }),
    { numRuns: 1_000 },
  );
  // Views that never part would prove nothing.
  expect(apart).toBeGreaterThan(100);
});

/** Plays a script and holds every order's bounds against its reports and against the trades, after every step. */
class BoundsCheck {
  /** Times at which the two bounds of an order differed. */
  apart = 0;
  private readonly scene = new PaperScene({ latencyUs: 100, latencyJitterUs: 150, cancelLatencyUs: 100, echoMs: 50 });
  private readonly known = new Map<number, FillBounds>();
  private readonly sizes = new Map<number, number>();
  private seen = 0;
  private readonly expected = new Map<number, { size: number; fee: number }>();

  play(steps: readonly (Omit<PaperStep, "instrument"> & { readonly instrument: number })[]): void {
    const { scene } = this;
    const submit = scene.venue.submit.bind(scene.venue);
    scene.venue.submit = (order, nowUs) => {
      this.sizes.set(order.intentId, order.size);
      submit(order, nowUs);
    };
    for (const book of [YES, NO, K_YES]) scene.book(book, [[48, 20]], [[52, 20]]);
    for (const { instrument, passUs, what } of steps) {
      scene.pass(passUs + scene.slotUs);
      this.check(Number.POSITIVE_INFINITY);
      scene.slotUs = 0;
      const book = instrument === K_NO ? K_YES : instrument;
      if (what.is === "submit") submitStep(scene, instrument, what.order);
      else if (what.is === "cancel") scene.venue.cancel(what.which, 0, scene.nowUs);
      else if (what.is === "delta") scene.delta(book, what.side, what.cents, what.contracts);
      else if (what.is === "snapshot") scene.book(book, what.bids, what.asks);
      else scene.trade(instrument, what.taker, what.cents, what.contracts);
      this.check(what.is === "trade" ? what.contracts * 1e6 : 0);
      scene.slotUs = 10;
    }
  }

  /** `volume`: the most that all orders together may have gained in one view. */
  private check(volume: number): void {
    for (; this.seen < this.scene.reports.length; this.seen++) this.note(this.scene.reports[this.seen].report);
    const gained = { pessimistic: 0, expected: 0, optimistic: 0 };
    for (const bounds of this.scene.venue.takeFillBounds()) {
      const before = this.known.get(bounds.intentId);
      const { expected, optimistic, pessimistic } = bounds;
      expect(pessimistic.size).toBeGreaterThanOrEqual(0);
      expect(pessimistic.size).toBeLessThanOrEqual(expected.size);
      expect(expected.size).toBeLessThanOrEqual(optimistic.size);
      expect(optimistic.size).toBeLessThanOrEqual(this.sizes.get(bounds.intentId) ?? 0);
      for (const view of VIEWS) {
        const gain = bounds[view].size - (before?.[view].size ?? 0);
        expect(gain).toBeGreaterThanOrEqual(0);
        gained[view] += gain;
        expect(Math.abs(bounds[view].cash)).toBeLessThanOrEqual(bounds[view].size);
      }
      const { fee, size } = this.expected.get(bounds.intentId) ?? { size: 0, fee: 0 };
      expect([expected.size as number, expected.fee as number]).toEqual([size, fee]);
      if (pessimistic.size < optimistic.size) this.apart++;
      this.known.set(bounds.intentId, bounds);
    }
    for (const view of VIEWS) expect(gained[view]).toBeLessThanOrEqual(volume);
  }

  private note({ fee, fillSize, intentId }: OrderReport): void {
    const so = this.expected.get(intentId) ?? { size: 0, fee: 0 };
    this.expected.set(intentId, { size: so.size + fillSize, fee: so.fee + fee });
  }
}
