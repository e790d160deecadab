import { describe, expect, test } from "bun:test";
import { type SizeMicros, sizeMicros } from "@augury/core";
import { isTerminal, ORDER_STATES, type OrderState } from "@augury/model";
import fc from "fast-check";
import { ORDER_TRANSITIONS, type OrderNews, OrderStateMachine } from "./order-state-machine.ts";

const SIZE = sizeMicros(100);
const news = (state: OrderState, filledSize = 0): OrderNews => ({ state, filledSize: sizeMicros(filledSize) });
const anyNews = fc.record({
  state: fc.constantFrom(...ORDER_STATES),
  filledSize: fc.integer({ min: -1, max: 120 }) as fc.Arbitrary<SizeMicros>,
});

/** What a venue truly says of one order, in order, from its acceptance to its end. */
const anyHistory = fc
  .record({
    fills: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 }),
    end: fc.constantFrom<OrderState>("filled", "canceled", "expired", "rejected"),
  })
  .map(({ fills, end }): OrderNews[] => {
    if (end === "rejected") return [news("rejected")];
    const sums = fills.sort((a, b) => a - b);
    const last = end === "filled" ? 100 : (sums.at(-1) ?? 0);
    return [news("accepted"), ...sums.map((sum) => news("partially_filled", sum)), news(end, last)];
  });

describe("OrderStateMachine", () => {
  test("apply: default: an order goes from intent to filled", () => {
    const order = new OrderStateMachine(SIZE);
    for (const step of [news("submitted"), news("accepted"), news("partially_filled", 40), news("filled", 100)]) {
      expect(order.apply(step)).toBe("applied");
      expect(order.state).toBe(step.state);
    }
    expect(order.remainingSize).toBe(sizeMicros(0));
    expect(order.isTerminal).toBe(true);
  });

  test("apply: behavior: a fill may be heard before the acceptance", () => {
    const order = new OrderStateMachine(SIZE, "submitted");
    expect(order.apply(news("partially_filled", 40))).toBe("applied");
    expect(order.apply(news("accepted"))).toBe("known");
    expect(order.state).toBe("partially_filled");
  });

  test("apply: behavior: a fill heard after the cancel counts and leaves the order canceled", () => {
    const order = new OrderStateMachine(SIZE, "accepted");
    expect(order.apply(news("canceled"))).toBe("applied");
    expect(order.apply(news("partially_filled", 30))).toBe("late_fill");
    expect(order.apply(news("filled", 100))).toBe("late_fill");
    expect([order.state, order.filledSize]).toEqual(["canceled", sizeMicros(100)]);
  });

  test("apply: behavior: a fill to the last unit fills the order, whatever it is called", () => {
    const order = new OrderStateMachine(SIZE, "accepted");
    expect(order.apply(news("canceled", 100))).toBe("applied");
    expect(order.state).toBe("filled");
    expect(order.apply(news("filled", 100))).toBe("known");
  });

  test("apply: error: what contradicts itself or the past changes nothing", () => {
    const order = new OrderStateMachine(SIZE, "accepted");
    for (const wrong of [
      news("filled", 99),
      news("partially_filled", 101),
      news("partially_filled", 0),
      news("rejected"),
      news("rejected", 5),
    ]) {
      expect(order.apply(wrong)).toBe("illegal");
    }
    expect([order.state, order.filledSize]).toEqual(["accepted", sizeMicros(0)]);
    const refused = new OrderStateMachine(SIZE, "submitted");
    refused.apply(news("rejected"));
    expect(refused.apply(news("partially_filled", 5))).toBe("illegal");
    expect(refused.apply(news("canceled"))).toBe("illegal");
    expect(refused.filledSize).toBe(sizeMicros(0));
  });

  test("apply: error: an unsent order cannot be accepted", () => {
    expect(new OrderStateMachine(SIZE).apply(news("accepted"))).toBe("illegal");
  });

  test("apply: property: ends are never left, the fill only grows and never passes the size, moves are in the table", () => {
    fc.assert(
      fc.property(fc.array(anyNews, { maxLength: 30 }), (list) => {
        const order = new OrderStateMachine(SIZE);
        for (const one of list) {
          const before = { state: order.state, filled: order.filledSize };
          const outcome = order.apply(one);
          if (order.state !== before.state) expect(ORDER_TRANSITIONS[before.state]).toContain(order.state);
          if (isTerminal(before.state)) expect(order.state).toBe(before.state);
          expect(order.filledSize).toBeGreaterThanOrEqual(before.filled);
          expect(order.filledSize).toBeLessThanOrEqual(SIZE);
          const moved = order.state !== before.state || order.filledSize !== before.filled;
          expect(moved).toBe(outcome === "applied" || outcome === "late_fill");
        }
      }),
    );
  });

  test("apply: property: repeated and shuffled reports of one history converge", () => {
    fc.assert(
      fc.property(
        anyHistory,
        fc.infiniteStream(fc.nat()),
        fc.array(fc.nat({ max: 9 }), { maxLength: 5 }),
        (history, keys, repeats) => {
          const told = new OrderStateMachine(SIZE, "submitted");
          for (const one of history) told.apply(one);
          const heard = [...history, ...repeats.map((at) => history[at % history.length])];
          const shuffled = heard.map((one) => ({ one, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key);
          const other = new OrderStateMachine(SIZE, "submitted");
          for (const { one } of shuffled) expect(other.apply(one)).not.toBe("illegal");
          expect([other.state, other.filledSize]).toEqual([told.state, told.filledSize]);
          expect(other.isTerminal).toBe(true);
        },
      ),
    );
  });
});
