import type { RowQuery } from "./view/order-views.ts";

/** What a row must have to be paged and filtered. */
export interface QueryableRow {
  readonly number: number;
  readonly instrument: number;
  readonly strategy: string;
}

/**
 * Answers a query from a list that is kept in memory, newest first; `isOpen` tells which rows the `open` filter means.
 * For views whose rows live in a database instead, the query goes there.
 */
export function selectRows<Row extends QueryableRow>(
  rows: Iterable<Row>,
  query: RowQuery,
  isOpen: (row: Row) => boolean = () => false,
): Row[] {
  const page: Row[] = [];
  for (const row of rows) {
    if (page.length >= query.limit) break;
    if (row.number >= query.before) continue;
    if (query.instrument !== undefined && row.instrument !== query.instrument) continue;
    if (query.strategy !== undefined && row.strategy !== query.strategy) continue;
    if (query.open !== undefined && isOpen(row) !== query.open) continue;
    page.push(row);
  }
  return page;
}
