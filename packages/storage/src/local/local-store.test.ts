import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { RUN_ID } from "../ledger-tape.ts";
import { INSTRUMENTS, openStore, RUN, TemporaryDirectory } from "../store-fixture.ts";
import { columnsOf, rowOf, TABLES, type TableName } from "../tables.ts";
import { LocalStore } from "./local-store.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "./migrations.ts";

test("LocalStore: default: a run, its instruments and its end are recorded, and again changes nothing", () => {
  const store = openStore();
  expect(store.runs()).toEqual([{ ...RUN, endedUs: null, ending: null, finalDigest: null }]);
  expect(store.beginRun({ ...RUN, buildId: "other" }, INSTRUMENTS)).toBeUndefined();
  expect(store.runs({ unended: true })).toHaveLength(1);
  expect(store.endRun(RUN_ID, { endedUs: 5, ending: "stopped", finalDigest: "d1" })).toBeUndefined();
  expect(store.runs({ unended: true })).toEqual([]);
  expect(store.runs()[0]).toMatchObject({ buildId: RUN.buildId, endedUs: 5, ending: "stopped", finalDigest: "d1" });
  expect(store.db.query("SELECT venue, venue_id FROM run_instruments").all()).toEqual([
    { venue: "polymarket", venue_id: "123" },
  ]);
  expect(store.endRun("nobody", { endedUs: 5, ending: "stopped" })).toMatchObject({ code: "unknown_run" });
});

test("LocalStore: default: is in WAL mode, NORMAL, without automatic checkpoints, foreign keys on", () => {
  using directory = new TemporaryDirectory();
  const store = openStore(directory.file("a.db"));
  const pragma = (name: string) => Object.values(store.db.query(`PRAGMA ${name}`).get() as Record<string, unknown>)[0];
  expect([pragma("journal_mode"), pragma("synchronous"), pragma("wal_autocheckpoint"), pragma("foreign_keys")]).toEqual(
    ["wal", 1, 0, 1],
  );
  expect(pragma("busy_timeout")).toBe(0);
  store.close();
});

test("LocalStore: behavior: checkpoints happen when asked for, and on close", () => {
  using directory = new TemporaryDirectory();
  const path = directory.file("a.db");
  const store = openStore(path);
  for (let n = 1; n <= 300; n++) store.writeRows([fill(n)]);
  expect(store.walBytes).toBeGreaterThan(300 * 4096);
  const report = store.checkpoint();
  expect(report).toMatchObject({ ok: true, value: { busy: false } });
  if (report.ok) expect(report.value.checkpointedPages).toBe(report.value.walPages);
  store.close();
  store.close();
  expect(store.walBytes).toBe(0);
  const again = openStore(path);
  expect(again.count("fills", RUN_ID)).toBe(300);
  again.close();
});

test("LocalStore: behavior: the tables' columns are the ones that the code writes", () => {
  const { db } = openStore();
  for (const table of Object.keys(TABLES) as TableName[]) {
    const info = db
      .query<{ name: string; type: string; notnull: number; pk: number }, []>(`PRAGMA table_info(${table})`)
      .all();
    expect(info.map((column) => column.name)).toEqual(columnsOf(table));
    const shapes: Record<string, string> = TABLES[table].columns;
    for (const { name, type, notnull } of info) expect(`${type.toLowerCase()}${notnull ? "" : "?"}`).toBe(shapes[name]);
    const key = info.filter((column) => column.pk > 0).sort((a, b) => a.pk - b.pk);
    expect(key.map((column) => column.name)).toEqual([...TABLES[table].key]);
  }
});

test("LocalStore: behavior: a once row stays, a newest row wins by its number, a latest row by coming last", () => {
  const store = openStore();
  store.writeRows([trade(1, 500), trade(1, 600)]);
  expect(store.list("trades", { runId: RUN_ID })).toMatchObject([{ price: 500 }]);
  store.writeRows([position(7, 70), position(5, 50), position(7, 71)]);
  expect(store.list("positions", { runId: RUN_ID })).toMatchObject([{ size: 71, updated_number: 7 }]);
  store.writeRows([sample(10), sample(9)]);
  expect(store.list("book_samples", { runId: RUN_ID })).toMatchObject([{ best_bid: 9, best_ask: null }]);
});

test("LocalStore: behavior: lists by key and column, newest or oldest first, with a bound", () => {
  const store = openStore();
  store.writeRows([1, 2, 3, 4].map((n) => fill(n, n % 2)));
  const numbers = (query: object) => store.list("fills", { runId: RUN_ID, ...query }).map((row) => row.number);
  expect(numbers({})).toEqual([4, 3, 2, 1]);
  expect(numbers({ oldestFirst: true, limit: 2 })).toEqual([1, 2]);
  expect(numbers({ where: { price: 0 } })).toEqual([4, 2]);
  expect(() => numbers({ where: { "1=1 --": 0 } })).toThrow("columns of its table");
});

test("LocalStore: behavior: deleting a run deletes what belongs to it", () => {
  const store = openStore();
  store.writeRows([fill(1), position(1, 1), sample(1)]);
  expect(store.deleteRun(RUN_ID)).toBeUndefined();
  for (const table of Object.keys(TABLES) as TableName[]) expect(store.count(table, RUN_ID)).toBe(0);
  expect(store.integrityProblems()).toEqual([]);
});

test("LocalStore: error: a batch with one bad row leaves nothing of it", () => {
  const store = openStore();
  expect(store.writeRows([fill(1), fill(2, 0.5)])).toMatchObject({ code: "constraint", retry: "never" });
  expect(store.count("fills", RUN_ID)).toBe(0);
});

test("LocalStore: error: rows of a run that is not recorded wait, they are not thrown away", () => {
  const store = openStore();
  const row = fill(1);
  const stray = { ...row, values: ["nobody", ...row.values.slice(1)] };
  expect(store.writeRows([stray])).toMatchObject({ code: "unknown_run", retry: "backoff" });
});

test("LocalStore: error: locked, full and read-only are told apart and worth another try", () => {
  using directory = new TemporaryDirectory();
  const path = directory.file("a.db");
  const store = openStore(path);
  const other = new Database(path);
  other.run("BEGIN IMMEDIATE");
  expect(store.writeRows([fill(1)])).toMatchObject({ code: "busy", retry: "backoff" });
  expect(store.health()).toMatchObject({ code: "busy" });
  other.run("ROLLBACK");
  expect(store.health()).toBeUndefined();
  other.close();
  store.db.run("PRAGMA query_only = 1");
  expect(store.writeRows([fill(1)])).toMatchObject({ code: "readonly", retry: "backoff" });
  store.db.run("PRAGMA query_only = 0");
  store.db.run("PRAGMA max_page_count = 1");
  const rows = Array.from({ length: 2000 }, (_, n) => fill(n + 1));
  expect(store.writeRows(rows)).toMatchObject({ code: "full", retry: "backoff" });
  store.db.run("PRAGMA max_page_count = 1000000");
  expect(store.writeRows(rows)).toBeUndefined();
  store.close();
  expect(store.writeRows(rows)).toMatchObject({ code: "closed" });
});

test("LocalStore.open: error: a newer database, a foreign one and a file that is none are refused, untouched", () => {
  using directory = new TemporaryDirectory();
  const newer = directory.file("newer.db");
  openStore(newer).close();
  const db = new Database(newer);
  db.run(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  db.close();
  const refused = LocalStore.open({ path: newer, busyTimeoutMs: 0 });
  expect(refused).toMatchObject({ ok: false, error: { code: "future_schema" } });
  if (!refused.ok)
    expect(refused.error.message).toContain(`schema ${SCHEMA_VERSION + 1}, this build knows up to ${SCHEMA_VERSION}`);
  const foreign = directory.file("foreign.db");
  const theirs = new Database(foreign);
  theirs.run("CREATE TABLE theirs (a)");
  theirs.close();
  expect(LocalStore.open({ path: foreign, busyTimeoutMs: 0 })).toMatchObject({
    ok: false,
    error: { code: "foreign_database" },
  });
  const text = directory.file("text.db");
  writeFileSync(text, "this is a letter, not a database. ".repeat(100));
  expect(LocalStore.open({ path: text, busyTimeoutMs: 0 })).toMatchObject({ ok: false, error: { code: "corrupt" } });
  expect(LocalStore.open({ path: directory.path, busyTimeoutMs: 0 })).toMatchObject({
    ok: false,
    error: { code: "open" },
  });
});

test("migrate: behavior: later steps run once, on old databases and on new ones, and a failing one leaves the step before", () => {
  const next = {
    version: SCHEMA_VERSION + 1,
    name: "more",
    sql: "CREATE TABLE more (a INTEGER) STRICT; INSERT INTO more VALUES (1)",
  };
  const broken = {
    version: SCHEMA_VERSION + 2,
    name: "broken",
    sql: "CREATE TABLE extra (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1)",
  };
  const { db } = openStore();
  expect(migrate(db, [...MIGRATIONS, next])).toBeUndefined();
  expect(migrate(db, [...MIGRATIONS, next])).toBeUndefined();
  expect(db.query("SELECT count(*) AS n FROM more").get()).toEqual({ n: 1 });
  expect(migrate(db, [...MIGRATIONS, next, broken])).toMatchObject({ name: "StorageError" });
  expect(db.query("PRAGMA user_version").get()).toEqual({ user_version: SCHEMA_VERSION + 1 });
  expect(db.query("SELECT count(*) AS n FROM sqlite_master WHERE name = 'extra'").get()).toEqual({ n: 0 });
});

test("MIGRATIONS: default: are numbered from 1 without a hole", () => {
  expect(MIGRATIONS.map((step) => step.version)).toEqual(MIGRATIONS.map((_, at) => at + 1));
});

function fill(number: number, price = 5000) {
  return rowOf("fills", {
    run_id: RUN_ID,
    number,
    intent_id: 1,
    leg: 0,
    strategy: null,
    instrument: 0,
    side: "buy",
    liquidity: "taker",
    price,
    size: 1,
    cash: -1,
    fee: 0,
    fee_expected: 0,
    settlement: "confirmed",
    happened_ms: 1,
    carried: 0,
    time_us: 1,
    updated_us: 1,
    updated_number: number,
  });
}

function trade(number: number, price: number) {
  return rowOf("trades", {
    run_id: RUN_ID,
    number,
    venue: "kalshi",
    instrument: 0,
    epoch: 1,
    sequence: 1,
    exchange_ms: 1,
    received_us: 1,
    taker_side: "buy",
    price,
    size: 1,
    block: 0,
    trade_hash: 0,
  });
}

function position(number: number, size: number) {
  return rowOf("positions", {
    run_id: RUN_ID,
    instrument: 0,
    size,
    settled_size: size,
    bought_size: size,
    sold_size: 0,
    cash: 0,
    fees: 0,
    fills: 1,
    updated_us: 1,
    updated_number: number,
  });
}

function sample(bestBid: number) {
  return rowOf("book_samples", {
    run_id: RUN_ID,
    instrument: 0,
    second: 1,
    epoch: 1,
    sequence: 1,
    trusted: 1,
    best_bid: bestBid,
    best_ask: null,
    bid_size: 1,
    ask_size: null,
    last_price: null,
    exchange_ms: 1,
    received_us: 1,
    updates: 1,
  });
}
