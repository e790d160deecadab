/** A step of the schema. Forward only: a step that was released is never edited; a change is a new step. */
export interface Migration {
  /** Consecutive, from 1; the database's `user_version` is the last one that ran. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

const RUN_REFERENCE = "run_id TEXT NOT NULL REFERENCES runs(run_id) ON DELETE CASCADE";

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: "runs, market data, ledger projections",
    sql: `
      CREATE TABLE runs (
        run_id TEXT NOT NULL PRIMARY KEY,
        build_id TEXT NOT NULL,
        config_digest TEXT NOT NULL,
        started_us INTEGER NOT NULL,
        ended_us INTEGER,
        ending TEXT,
        final_digest TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE run_instruments (
        ${RUN_REFERENCE},
        instrument INTEGER NOT NULL,
        venue TEXT NOT NULL,
        venue_id TEXT NOT NULL,
        market_id TEXT NOT NULL,
        outcome TEXT NOT NULL,
        title TEXT NOT NULL,
        outcome_name TEXT NOT NULL,
        PRIMARY KEY (run_id, instrument)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE trades (
        ${RUN_REFERENCE},
        number INTEGER NOT NULL,
        venue TEXT NOT NULL,
        instrument INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        exchange_ms INTEGER NOT NULL,
        received_us INTEGER NOT NULL,
        taker_side TEXT NOT NULL,
        price INTEGER NOT NULL,
        size INTEGER NOT NULL,
        block INTEGER NOT NULL,
        trade_hash INTEGER NOT NULL,
        PRIMARY KEY (run_id, number)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX trades_by_instrument ON trades (run_id, instrument, number);
      CREATE TABLE book_samples (
        ${RUN_REFERENCE},
        instrument INTEGER NOT NULL,
        second INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        trusted INTEGER NOT NULL,
        best_bid INTEGER,
        best_ask INTEGER,
        bid_size INTEGER,
        ask_size INTEGER,
        last_price INTEGER,
        exchange_ms INTEGER NOT NULL,
        received_us INTEGER NOT NULL,
        updates INTEGER NOT NULL,
        PRIMARY KEY (run_id, instrument, second)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE connection_events (
        ${RUN_REFERENCE},
        number INTEGER NOT NULL,
        time_us INTEGER NOT NULL,
        venue TEXT NOT NULL,
        connection INTEGER NOT NULL,
        state TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        code INTEGER NOT NULL,
        PRIMARY KEY (run_id, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE orders (
        ${RUN_REFERENCE},
        intent_id INTEGER NOT NULL,
        leg INTEGER NOT NULL,
        number INTEGER NOT NULL,
        strategy INTEGER NOT NULL,
        instrument INTEGER NOT NULL,
        side TEXT NOT NULL,
        price INTEGER NOT NULL,
        size INTEGER NOT NULL,
        time_in_force TEXT NOT NULL,
        post_only INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        deadline_us INTEGER,
        reason TEXT NOT NULL,
        state TEXT NOT NULL,
        end_reason TEXT,
        filled_size INTEGER NOT NULL,
        cash INTEGER NOT NULL,
        fees INTEGER NOT NULL,
        cancel_requested INTEGER NOT NULL,
        created_us INTEGER NOT NULL,
        updated_us INTEGER NOT NULL,
        updated_number INTEGER NOT NULL,
        PRIMARY KEY (run_id, intent_id, leg)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE fills (
        ${RUN_REFERENCE},
        number INTEGER NOT NULL,
        intent_id INTEGER NOT NULL,
        leg INTEGER NOT NULL,
        strategy INTEGER,
        instrument INTEGER NOT NULL,
        side TEXT NOT NULL,
        liquidity TEXT NOT NULL,
        price INTEGER NOT NULL,
        size INTEGER NOT NULL,
        cash INTEGER NOT NULL,
        fee INTEGER NOT NULL,
        time_us INTEGER NOT NULL,
        PRIMARY KEY (run_id, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE positions (
        ${RUN_REFERENCE},
        instrument INTEGER NOT NULL,
        size INTEGER NOT NULL,
        bought_size INTEGER NOT NULL,
        sold_size INTEGER NOT NULL,
        cash INTEGER NOT NULL,
        fees INTEGER NOT NULL,
        fills INTEGER NOT NULL,
        updated_us INTEGER NOT NULL,
        updated_number INTEGER NOT NULL,
        PRIMARY KEY (run_id, instrument)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE strategy_events (
        ${RUN_REFERENCE},
        number INTEGER NOT NULL,
        time_us INTEGER NOT NULL,
        kind TEXT NOT NULL,
        strategy INTEGER NOT NULL,
        intent_id INTEGER NOT NULL,
        leg INTEGER NOT NULL,
        instrument INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        reason TEXT NOT NULL,
        side TEXT,
        price INTEGER,
        size INTEGER,
        deadline_us INTEGER,
        target_intent_id INTEGER,
        value REAL,
        limit_value REAL,
        n0 REAL,
        n1 REAL,
        n2 REAL,
        n3 REAL,
        PRIMARY KEY (run_id, number)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX strategy_events_by_intent ON strategy_events (run_id, intent_id);
    `,
  },
  {
    version: 2,
    name: "how far each fill has settled",
    sql: `
      ALTER TABLE fills ADD COLUMN fee_expected INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE fills ADD COLUMN settlement TEXT NOT NULL DEFAULT 'confirmed';
      ALTER TABLE fills ADD COLUMN happened_ms INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE fills ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE fills ADD COLUMN updated_us INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE fills ADD COLUMN updated_number INTEGER NOT NULL DEFAULT 0;
      UPDATE fills SET fee_expected = fee, happened_ms = time_us / 1000, updated_us = time_us, updated_number = number;
      ALTER TABLE positions ADD COLUMN settled_size INTEGER NOT NULL DEFAULT 0;
      UPDATE positions SET settled_size = size;
    `,
  },
  {
    version: 3,
    name: "orders that may only reduce a position",
    sql: "ALTER TABLE orders ADD COLUMN reduce_only INTEGER NOT NULL DEFAULT 0;",
  },
];

export const SCHEMA_VERSION = MIGRATIONS.length;
