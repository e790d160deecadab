import type { RowQuery } from "../api/view/order-views.ts";
import type { BoundedList } from "./bounded-list.ts";

/** Rows kept for the API; older ones are in the database. */
export const LEDGER_ROWS_MAX = 10_000;

interface Row {
  readonly number: number;
  readonly instrument: number;
  readonly strategy: string;
}

/** One page of rows, newest first. */
export function ledgerPage<T extends Row>(
  rows: BoundedList<T>,
  query: RowQuery,
  accept: (row: T) => boolean = () => true,
): T[] {
  const found: T[] = [];
  rows.newestFirst((row) => {
    const wanted =
      row.number < query.before &&
      (query.instrument === undefined || row.instrument === query.instrument) &&
      (query.strategy === undefined || row.strategy === query.strategy) &&
      accept(row);
    if (wanted) found.push(row);
    return found.length < query.limit;
  });
  return found;
}
