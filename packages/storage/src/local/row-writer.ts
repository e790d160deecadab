import type { Database, Statement } from "bun:sqlite";
import { columnsOf, type Row, type SqlValue, TABLES, type TableName } from "../tables.ts";

/** Writes rows by their tables' rules with statements prepared once. Throws what SQLite throws; transactions are the caller's. */
export class RowWriter {
  private readonly statements = new Map<TableName, Statement<unknown, SqlValue[]>>();

  constructor(
    private readonly db: Database,
    /** The attached database that holds the tables. */
    private readonly schema = "main",
  ) {}

  write(row: Row): void {
    let statement = this.statements.get(row.table);
    if (!statement) {
      statement = this.db.prepare(insertSql(row.table, this.schema));
      this.statements.set(row.table, statement);
    }
    statement.run(...row.values);
  }

  close(): void {
    for (const statement of this.statements.values()) statement.finalize();
    this.statements.clear();
  }
}

function insertSql(table: TableName, schema: string): string {
  const { key, rule } = TABLES[table];
  const columns = columnsOf(table);
  const marks = columns.map(() => "?").join(", ");
  const insert = `INSERT INTO ${schema}.${table} (${columns.join(", ")}) VALUES (${marks}) ON CONFLICT (${key.join(", ")})`;
  // Not INSERT OR IGNORE: that would also swallow rows that break another rule.
  if (rule === "once") return `${insert} DO NOTHING`;
  const keys: readonly string[] = key;
  const set = columns.filter((column) => !keys.includes(column)).map((column) => `${column} = excluded.${column}`);
  const update = `${insert} DO UPDATE SET ${set.join(", ")}`;
  return rule === "latest" ? update : `${update} WHERE excluded.updated_number >= ${table}.updated_number`;
}
