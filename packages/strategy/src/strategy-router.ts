import type { InstrumentTable } from "@augury/model";
import type { Strategy } from "./strategy.ts";

/**
 * Who wants which event: flat arrays, so that asking costs two reads and allocates nothing.
 *
 * ```ts
 * for (let at = router.first(instrument); at < router.last(instrument); at++) ask(router.targets[at]);
 * ```
 *
 * An event about a book goes to every strategy that watches an instrument reading it (Kalshi's NO reads the YES book); one about an
 * instrument without a book of its own (an order report) to those that watch its book, too; one about no instrument, a timer, to all.
 */
export class StrategyRouter {
  /** Positions in the list of strategies, grouped by instrument; the group of "no instrument" comes first. */
  readonly targets: Uint16Array;
  private readonly starts: Uint32Array;

  constructor(strategies: readonly Strategy[], table: InstrumentTable) {
    const bookOf = (instrument: number) => table.list[instrument]?.bookIndex;
    const books = strategies.map(({ instruments }) => new Set(instruments.map(bookOf)));
    const groups = [strategies.map((_, at) => at)];
    for (const { bookIndex } of table.list) groups.push(groups[0].filter((at) => books[at].has(bookIndex)));
    this.targets = Uint16Array.from(groups.flat());
    this.starts = new Uint32Array(groups.length + 1);
    for (const [at, group] of groups.entries()) this.starts[at + 1] = this.starts[at] + group.length;
  }

  /** Index in {@link targets} of the first strategy that wants events of this instrument; −1 = no instrument. */
  first(instrument: number): number {
    return this.starts[instrument + 1];
  }

  /** Index just behind the last one. */
  last(instrument: number): number {
    return this.starts[instrument + 2];
  }
}
