import type { OrderReport } from "@augury/model";
import type { LegReport } from "../legs/leg-report.ts";
import { keyOf } from "./belief.ts";
import type { BookedOrder } from "./booked-order.ts";

/** What an intent's end is compared with. */
export interface LegBooks {
  /** The venue's, by key. */
  readonly orders: ReadonlyMap<string, BookedOrder>;
  /** Fills that were told after their intent's end. */
  readonly late: readonly OrderReport[];
  /** What is told after a crash of an intent that had ended before it nobody adds up. */
  readonly isOneProcess: boolean;
}

/** Returns how what legs are said to have filled and traded back, with what was told late, differs from the venue's books. */
export function legProblems({ intentId, isRecovered, legs }: LegReport, books: LegBooks): string[] {
  const { isOneProcess, late, orders } = books;
  // Whoever goes on with another's plan ends it only when nothing can be told any more.
  const isExact = isOneProcess || isRecovered;
  const isRight = (ours: number, theirs: number) => (isExact ? ours === theirs : ours <= theirs);
  const problems: string[] = [];
  for (const [leg, { filled, unwound }] of legs.entries()) {
    const ours = filled + lateOf(late, intentId, leg);
    const theirs = orders.get(keyOf({ intentId, leg }))?.filled ?? 0;
    if (!isRight(ours, theirs)) problems.push(`leg ${intentId}.${leg}: we say ${ours} filled, the venue ${theirs}`);
    if (unwound > ours) problems.push(`leg ${intentId}.${leg}: ${unwound} of ${ours} were traded back`);
  }
  const ours = legs.reduce((sum, { unwound }) => sum + unwound, 0);
  const theirs = [...orders.values()]
    .filter(({ request }) => request.intentId === intentId && request.leg >= legs.length)
    .reduce((sum, { filled, request }) => sum + filled - lateOf(late, intentId, request.leg), 0);
  if (!isRight(ours, theirs)) problems.push(`intent ${intentId}: we say ${ours} traded back, the venue ${theirs}`);
  return problems;
}

function lateOf(late: readonly OrderReport[], intentId: number, leg: number): number {
  return late
    .filter((report) => report.intentId === intentId && report.leg === leg)
    .reduce((sum, { fillSize }) => sum + fillSize, 0);
}
