import { expect, test } from "bun:test";
import { cashMicros, priceTicks, sizeMicros } from "@augury/core";
import type { OrderFact } from "@augury/model";
import fc from "fast-check";
import { OrderFacts } from "./order-facts.ts";

const SIZE = sizeMicros(10_000_000);
const ORDER = { price: priceTicks(4_000), size: SIZE };

function fill(id: string, size: number): OrderFact {
  return {
    kind: "fill",
    fill: { id, size: sizeMicros(size), price: priceTicks(4_000), fee: cashMicros(0), liquidity: "maker" },
  };
}
const matched = (size: number): OrderFact => ({ kind: "matched", size: sizeMicros(size) });
const terms = (version: number, size: number, price = 4_100): OrderFact => ({
  kind: "terms",
  terms: { version, size: sizeMicros(size), price: priceTicks(price) },
});
const canceled: OrderFact = { kind: "ended", how: "canceled", reason: "requested" };
const refused: OrderFact = { kind: "refused", reason: "duplicate" };

function after(...facts: readonly OrderFact[]): OrderFacts {
  const order = new OrderFacts(ORDER);
  for (const fact of facts) order.apply(fact);
  return order;
}

test("apply: default: accepted, partly filled, filled", () => {
  const order = new OrderFacts(ORDER);
  expect(order.state).toBe("submitted");
  expect(order.apply({ kind: "accepted" })).toBe(true);
  expect(order.apply({ kind: "accepted" })).toBe(false);
  expect(order.state).toBe("accepted");
  order.apply(fill("a", 4_000_000));
  expect([order.state, order.remainingSize as number]).toEqual(["partially_filled", 6_000_000]);
  order.apply(fill("b", 6_000_000));
  expect(order.state).toBe("filled");
});

test("state: behavior: whatever shows that it existed beats a refusal and an absence", () => {
  expect(after(refused).state).toBe("rejected");
  expect(after({ kind: "absent" })).toMatchObject({ state: "rejected", reason: "never_arrived" });
  expect(after(refused, { kind: "accepted" }).state).toBe("accepted");
  expect(after({ kind: "absent" }, fill("a", 1)).state).toBe("partially_filled");
  expect(after(canceled, refused)).toMatchObject({ state: "canceled", reason: "requested" });
});

test("filledSize: behavior: told in sum and one by one is the same fill", () => {
  const order = after(matched(4_000_000));
  expect([order.filledSize, order.unexplainedSize] as number[]).toEqual([4_000_000, 4_000_000]);
  order.apply(fill("a", 4_000_000));
  expect([order.filledSize, order.unexplainedSize] as number[]).toEqual([4_000_000, 0]);
  expect(order.apply(fill("a", 4_000_000))).toBe(false);
  expect(order.apply(matched(3_000_000))).toBe(false);
});

test("state: behavior: a cancel told before the last fill, and a fill that completes it", () => {
  expect(after(canceled, fill("a", 4_000_000))).toMatchObject({ state: "canceled" });
  expect(after(canceled, matched(SIZE)).state).toBe("filled");
});

test("terms: behavior: the venue's newest telling holds, and says when the order is filled", () => {
  const order = after(terms(3, 6_000_000), terms(2, 20_000_000));
  expect(order.terms).toMatchObject({ size: sizeMicros(6_000_000), version: 3 });
  expect(order.state).toBe("accepted");
  order.apply(fill("a", 6_000_000));
  expect(order.state).toBe("filled");
  order.apply(terms(4, 8_000_000));
  expect([order.state, order.remainingSize as number]).toEqual(["partially_filled", 2_000_000]);
});

test("apply: behavior: any order of arrival, with repetitions, leads to the same state", () => {
  const anyFact = fc.oneof(
    fc.constant<OrderFact>({ kind: "accepted" }),
    fc.constant(refused),
    fc.constant<OrderFact>({ kind: "absent" }),
    fc.constant(canceled),
    fc.constant<OrderFact>({ kind: "ended", how: "expired", reason: "expired" }),
    fc.integer({ min: 1, max: SIZE }).map(matched),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: SIZE * 2 }), fc.integer({ min: 1, max: 9_999 }))
      .map((said) => terms(...said)),
    fc.constantFrom("a", "b", "c", "d").map((id) => fill(id, 2_500_000)),
  );
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (facts, keys) => {
      const mixed = [...facts, ...facts.slice(0, 3)]
        .map((fact) => ({ fact, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ fact }) => fact);
      const one = after(...facts);
      const other = after(...mixed);
      expect([other.state, other.reason, other.filledSize, other.unexplainedSize, other.terms]).toEqual([
        one.state,
        one.reason,
        one.filledSize,
        one.unexplainedSize,
        one.terms,
      ]);
    }),
  );
});

test("state: behavior: where a change may have made it larger, the venue's word for its end decides", () => {
  const filled: OrderFact = { kind: "ended", how: "filled", reason: "none" };
  const doubtful = (...facts: readonly OrderFact[]) => {
    const order = new OrderFacts(ORDER, () => 12_000_000);
    for (const fact of facts) order.apply(fact);
    return order.state;
  };
  expect(doubtful(matched(11_000_000), canceled)).toBe("canceled");
  expect(doubtful(matched(11_000_000), canceled, filled)).toBe("filled");
  expect(doubtful(matched(8_000_000), filled)).toBe("filled");
  expect(doubtful(matched(12_000_000), canceled)).toBe("filled");
  expect(after(matched(11_000_000), canceled).state).toBe("filled");
});
