/** What a database refused with. `constraint`: this row can never be stored; everything else is about the moment or the machine. */
export type StorageErrorCode =
  | "open"
  | "future_schema"
  | "foreign_database"
  | "busy"
  | "full"
  | "readonly"
  | "io"
  | "constraint"
  | "corrupt"
  | "closed"
  /** The run has no record in this database: `beginRun` comes first. */
  | "unknown_run"
  /** The journal that a projection is made from could not be read. */
  | "journal";

// A run that is not recorded yet is its owner's next step, not a reason to lose its rows.
const LATER: readonly StorageErrorCode[] = ["busy", "full", "readonly", "io", "unknown_run"];

/** An expected failure of storage as a value. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly retry: "never" | "backoff";

  constructor(
    readonly code: StorageErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.retry = LATER.includes(code) ? "backoff" : "never";
  }
}

/** Returns a caught SQLite failure as a value. */
export function sqliteError(what: string, cause: unknown): StorageError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new StorageError(codeOfSqlite(cause), `${what}: ${detail}`, { cause });
}

function codeOfSqlite(cause: unknown): StorageErrorCode {
  const word = String((cause as { code?: unknown } | undefined)?.code ?? "");
  if (word.startsWith("SQLITE_BUSY") || word.startsWith("SQLITE_LOCKED")) return "busy";
  if (word.startsWith("SQLITE_FULL")) return "full";
  if (word.startsWith("SQLITE_READONLY")) return "readonly";
  if (word === "SQLITE_CONSTRAINT_FOREIGNKEY") return "unknown_run";
  if (word.startsWith("SQLITE_CONSTRAINT") || word.startsWith("SQLITE_MISMATCH")) return "constraint";
  if (word.startsWith("SQLITE_CORRUPT") || word.startsWith("SQLITE_NOTADB")) return "corrupt";
  if (word.startsWith("SQLITE_CANTOPEN")) return "open";
  // Bun names a closed database in words only.
  return word === "" ? "closed" : "io";
}
