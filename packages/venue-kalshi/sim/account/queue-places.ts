import type { SimOrder } from "./sim-order.ts";

/**
 * Who stands before whom at one price. Each order's `ahead` counts what stands before it, nameless size and accounts' orders alike; so a
 * trade at the price takes the same from all of them, and fills whom it reaches.
 */

/** Orders that rest at the same price of the same side, first come first. */
export function placesAt(order: SimOrder, resting: Iterable<SimOrder>): SimOrder[] {
  return [...resting]
    .filter(
      (one) =>
        one.market === order.market && one.side === order.side && one.price === order.price && one.status === "resting",
    )
    .toSorted((a, b) => a.ahead - b.ahead);
}

/** Takes a trade of `size` through a level's queue, of which `visible` was there before it. Returns what each order gets. */
export function takeFromQueue(
  places: readonly SimOrder[],
  size: number,
  visible: number,
): (readonly [SimOrder, number])[] {
  shrinkTo(places, visible);
  let first = 0;
  return places.map((order) => {
    // Also where the book shows less than rests there, nobody is served out of turn.
    order.ahead = Math.max(order.ahead, first);
    first = order.ahead + order.remaining;
    const got = Math.min(order.remaining, Math.max(0, size - order.ahead));
    order.ahead = Math.max(0, order.ahead - size);
    return [order, got];
  });
}

/** Lets go of `size` of an order, or all of it: who stands behind it moves up. */
export function moveUpBehind(order: SimOrder, places: readonly SimOrder[], size: number): void {
  for (const one of places) if (one !== order && one.ahead > order.ahead) one.ahead -= size;
}

/** Nameless size that is gone was, at best, behind everybody: only what the level has no room for was before them. */
export function shrinkTo(places: readonly SimOrder[], visible: number): void {
  let behind = 0;
  for (const order of places.toReversed()) {
    behind += order.remaining;
    order.ahead = Math.max(0, Math.min(order.ahead, visible - behind));
  }
}
