/**
 * The tables as the code sees them: columns in the order in which rows carry their values. The migrations make them; a test holds both
 * together. Prices are PriceTicks, sizes SizeMicros, cash and fees CashMicros, `…_us` and `…_ms` times since 1970; `real` only where a
 * slot carries numbers whose meaning the strategy's reason decides. A "?" may be null.
 */
type ColumnType = "text" | "text?" | "integer" | "integer?" | "real?";

/**
 * How a row meets one with its key. `once`: the first stays (a fact happens once). `newest`: the one with the higher `updated_number`
 * stays, so that rows may come again or late and never turn a state back. `latest`: the last one written stays.
 */
export type RowRule = "once" | "newest" | "latest";

interface TableShape {
  readonly rule: RowRule;
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, ColumnType>>;
}

export const TABLES = {
  trades: {
    rule: "once",
    key: ["run_id", "number"],
    columns: {
      run_id: "text",
      number: "integer",
      venue: "text",
      instrument: "integer",
      epoch: "integer",
      sequence: "integer",
      exchange_ms: "integer",
      received_us: "integer",
      taker_side: "text",
      price: "integer",
      size: "integer",
      block: "integer",
      trade_hash: "integer",
    },
  },
  book_samples: {
    rule: "latest",
    key: ["run_id", "instrument", "second"],
    columns: {
      run_id: "text",
      instrument: "integer",
      second: "integer",
      epoch: "integer",
      sequence: "integer",
      trusted: "integer",
      best_bid: "integer?",
      best_ask: "integer?",
      bid_size: "integer?",
      ask_size: "integer?",
      last_price: "integer?",
      exchange_ms: "integer",
      received_us: "integer",
      updates: "integer",
    },
  },
  connection_events: {
    rule: "once",
    key: ["run_id", "number"],
    columns: {
      run_id: "text",
      number: "integer",
      time_us: "integer",
      venue: "text",
      connection: "integer",
      state: "text",
      attempt: "integer",
      code: "integer",
    },
  },
  orders: {
    rule: "newest",
    key: ["run_id", "intent_id", "leg"],
    columns: {
      run_id: "text",
      intent_id: "integer",
      leg: "integer",
      number: "integer",
      strategy: "integer",
      instrument: "integer",
      side: "text",
      price: "integer",
      size: "integer",
      time_in_force: "text",
      post_only: "integer",
      epoch: "integer",
      deadline_us: "integer?",
      reason: "text",
      state: "text",
      end_reason: "text?",
      filled_size: "integer",
      cash: "integer",
      fees: "integer",
      cancel_requested: "integer",
      created_us: "integer",
      updated_us: "integer",
      updated_number: "integer",
      reduce_only: "integer",
    },
  },
  fills: {
    rule: "newest",
    key: ["run_id", "number"],
    columns: {
      run_id: "text",
      number: "integer",
      intent_id: "integer",
      leg: "integer",
      strategy: "integer?",
      instrument: "integer",
      side: "text",
      liquidity: "text",
      price: "integer",
      size: "integer",
      cash: "integer",
      fee: "integer",
      time_us: "integer",
      fee_expected: "integer",
      settlement: "text",
      happened_ms: "integer",
      carried: "integer",
      updated_us: "integer",
      updated_number: "integer",
    },
  },
  positions: {
    rule: "newest",
    key: ["run_id", "instrument"],
    columns: {
      run_id: "text",
      instrument: "integer",
      size: "integer",
      bought_size: "integer",
      sold_size: "integer",
      cash: "integer",
      fees: "integer",
      fills: "integer",
      updated_us: "integer",
      updated_number: "integer",
      settled_size: "integer",
    },
  },
  strategy_events: {
    rule: "once",
    key: ["run_id", "number"],
    columns: {
      run_id: "text",
      number: "integer",
      time_us: "integer",
      kind: "text",
      strategy: "integer",
      intent_id: "integer",
      leg: "integer",
      instrument: "integer",
      epoch: "integer",
      reason: "text",
      side: "text?",
      price: "integer?",
      size: "integer?",
      deadline_us: "integer?",
      target_intent_id: "integer?",
      value: "real?",
      limit_value: "real?",
      n0: "real?",
      n1: "real?",
      n2: "real?",
      n3: "real?",
    },
  },
} as const satisfies Record<string, TableShape>;

export type TableName = keyof typeof TABLES;
/** Projections of the journal: never shed, rebuilt from it. */
export const LEDGER_TABLES = ["orders", "fills", "positions", "strategy_events"] as const satisfies TableName[];
export type LedgerTable = (typeof LEDGER_TABLES)[number];
/** Market data: shed oldest first when storage falls behind. */
export const MARKET_TABLES = ["trades", "book_samples", "connection_events"] as const satisfies TableName[];

type Columns<T extends TableName> = (typeof TABLES)[T]["columns"];
type ValueOf<C> = C extends "text"
  ? string
  : C extends "text?"
    ? string | null
    : C extends "integer"
      ? number
      : number | null;
/** One row of a table with its columns' names. */
export type RowFields<T extends TableName> = { -readonly [C in keyof Columns<T>]: ValueOf<Columns<T>[C]> };

export type SqlValue = number | string | null;

/** A row on its way into the database: its values in the order of the table's columns. */
export interface Row {
  readonly table: TableName;
  readonly values: readonly SqlValue[];
}

/** Returns the names of a table's columns, in the order of a row's values. */
export function columnsOf(table: TableName): string[] {
  return Object.keys(TABLES[table].columns);
}

/** Returns a row that carries these fields. */
export function rowOf<T extends TableName>(table: T, fields: RowFields<T>): Row {
  const named = fields as Readonly<Record<string, SqlValue>>;
  return { table, values: columnsOf(table).map((column) => named[column] ?? null) };
}
