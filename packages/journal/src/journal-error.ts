/** What went wrong with a journal. Append only: the words are shown by the API and the command line. */
export type JournalErrorCode =
  /** The file system refused: disk full, I/O error, no permission. Worth another try. */
  | "io"
  /** The run's directory already holds segments. */
  | "exists"
  /** No such run, or a segment in its middle is gone. */
  | "missing"
  /** The run has no whole segment header: it died before it wrote anything. */
  | "empty"
  /** A header is damaged or not one of ours. */
  | "bad_header"
  /** Written by a newer format than this code reads. */
  | "unsupported_version"
  /** A record is damaged and sound ones follow it: this is no torn tail. */
  | "corrupt"
  /** Larger than the format allows. */
  | "too_large";

/** An expected failure of the journal as a value; `segment` and `offset` (bytes from the file's start) say where, 0 when nowhere. */
export class JournalError extends Error {
  override readonly name = "JournalError";
  readonly retry: "never" | "backoff";

  constructor(
    readonly code: JournalErrorCode,
    message: string,
    readonly at: { readonly segment: number; readonly offset: number } = { segment: 0, offset: 0 },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.retry = code === "io" ? "backoff" : "never";
  }
}

/** Returns a caught file-system failure as a value, with the path's last part and the system's own word (ENOSPC, EIO). */
export function ioError(what: string, cause: unknown, segment = 0): JournalError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new JournalError("io", `${what}: ${detail}`, { segment, offset: 0 }, { cause });
}
