import type { Prng } from "@augury/core";
import { PREDECESSORS } from "./crash-points.ts";

/** Lives on one venue: its listings grow with each. */
const LIVES_MAX = 9;
const LIVES_BEFORE_PAGES = 5;

/** Returns points in an order of the seed's own. */
export function shuffled(points: readonly string[], random: Prng): string[] {
  const mixed = [...points];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = random.int(0, at);
    [mixed[at], mixed[other]] = [mixed[other] as string, mixed[at] as string];
  }
  return mixed;
}

/** Returns the points of lives that share a venue. What is about second pages comes last, when there is enough to list; what needs something to recover does not come first. */
export function chainsOf(points: readonly string[]): string[][] {
  const chains: string[][] = [];
  for (let from = 0; from < points.length; from += LIVES_MAX) {
    const chunk = points.slice(from, from + LIVES_MAX);
    const inOrder = [...chunk.filter((one) => !isPaged(one)), ...chunk.filter(isPaged)];
    const first = inOrder.findIndex((one) => !one.startsWith("recovery: "));
    if (first > 0) inOrder.unshift(...inOrder.splice(first, 1));
    if (first < 0 || (chunk.length < LIVES_BEFORE_PAGES && chunk.some(isPaged)))
      inOrder.unshift(...Array<string>(LIVES_BEFORE_PAGES).fill("booked confirmed"));
    chains.push(inOrder.flatMap((point) => [PREDECESSORS.get(point) ?? [], point].flat()));
  }
  return chains;
}

/** Whether a point is about second pages. */
export function isPaged(point: string): boolean {
  return point.includes(" page ");
}
