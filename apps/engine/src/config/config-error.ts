/** One thing wrong with a configuration: where it stands, what was found and what is allowed. Never carries a secret's value. */
export interface ConfigError {
  /** The file, or "environment variable AUGURY_…", "runtime setting", "override". */
  readonly file: string;
  /** 1-based; 0 when the source has no lines. */
  readonly line: number;
  readonly column: number;
  /** Dotted path of the setting ("api.port", "strategies.0.name"); "" for the whole document. */
  readonly path: string;
  readonly message: string;
  /** What stands there, shortened; undefined when nothing does. */
  readonly found?: string;
  /** What may stand there. */
  readonly allowed?: string;
}

/** Where a value came from, as far as it can be pointed at. */
export type ConfigPlace = Pick<ConfigError, "file" | "line" | "column">;

/** Returns the error as one line: `config/engine.yaml:12:9: api.port: out of range; found 80000; allowed: a whole number from 0 to 65535`. */
export function formatConfigError(error: ConfigError): string {
  const place = error.line > 0 ? `${error.file}:${error.line}:${error.column}` : error.file;
  const path = error.path === "" ? "" : ` ${error.path}:`;
  const found = error.found === undefined ? "" : `; found ${error.found}`;
  const allowed = error.allowed === undefined ? "" : `; allowed: ${error.allowed}`;
  return `${place}:${path} ${error.message}${found}${allowed}`;
}
