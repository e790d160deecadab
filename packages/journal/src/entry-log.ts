import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { err, ok, type Result } from "@augury/core";
import { ioError, JournalError } from "./journal-error.ts";
import { type JournalIo, nodeIo, writeAll } from "./journal-io.ts";

/** When an entry is on the disk: before `append` returns, or whenever the operating system writes it (a killed process loses nothing). */
export type EntrySync = "each" | "none";

export interface EntryLogOptions {
  /** Default: `each`, a few milliseconds on a common disk. */
  readonly sync?: EntrySync;
  /** Longest entry, in bytes of its JSON. */
  readonly entryBytesMax?: number;
  readonly io?: JournalIo;
}

/** What opening found. */
export interface OpenedEntryLog {
  readonly log: EntryLog;
  /** Entries from before, in their order, as parsed JSON. */
  readonly entries: readonly unknown[];
  /** Bytes of a torn tail that were cut off. */
  readonly bytesCut: number;
}

const ENTRY_BYTES_MAX = 64 * 1024;
const CHECK_DIGITS = 16;
const NEWLINE = 0x0a;

/**
 * A small durable log of JSON entries: what a process must not forget when it dies (orders that may be at a venue).
 *
 * 1. An entry is one line: 16 hex digits of a check over the line's number and its JSON, a space, the JSON.
 * 2. `append` returns true only when the entry is written, and with `sync: "each"` on the disk. After a failure nothing of it stays.
 * 3. Opening reads up to the last whole line; a torn tail is cut. A broken line with whole ones behind it is damage, not a tear, and refused.
 * 4. {@link open} with `keep` writes the log anew with the entries that still matter: a whole file takes the old one's place at once.
 */
export class EntryLog {
  private position: number;
  private lines: number;

  private constructor(
    private readonly fd: number,
    at: { readonly position: number; readonly lines: number },
    private readonly options: Required<EntryLogOptions>,
  ) {
    this.position = at.position;
    this.lines = at.lines;
  }

  /** Opens the log at `path`, or makes it. `keep` says what is carried over; default: everything. */
  static open(
    path: string,
    options: EntryLogOptions = {},
    keep: (entries: readonly unknown[]) => readonly unknown[] = (entries) => entries,
  ): Result<OpenedEntryLog, JournalError> {
    const all = { sync: "each", entryBytesMax: ENTRY_BYTES_MAX, io: nodeIo, ...options } as const;
    try {
      mkdirSync(dirname(path), { recursive: true });
      const found = existsSync(path) ? readEntries(readFileSync(path)) : ok({ entries: [], bytesCut: 0 });
      if (!found.ok) return found;
      const entries = keep(found.value.entries);
      return ok({ log: rewrite(path, entries, all), entries, bytesCut: found.value.bytesCut });
    } catch (cause) {
      return err(ioError(`the log ${path} could not be opened`, cause));
    }

    function rewrite(target: string, entries: readonly unknown[], wanted: Required<EntryLogOptions>): EntryLog {
      const text = entries.map((entry, line) => lineOf(line, entry)).join("");
      const fresh = `${target}.new`;
      if (existsSync(fresh)) wanted.io.remove(fresh);
      const fd = wanted.io.create(fresh);
      const bytes = new TextEncoder().encode(text);
      writeAll(wanted.io, fd, bytes, bytes.length, 0);
      wanted.io.sync(fd);
      renameSync(fresh, target);
      syncFolder(dirname(target));
      return new EntryLog(fd, { position: bytes.length, lines: entries.length }, wanted);
    }
  }

  /**
   * Writes an entry; false when the disk refuses, and then the log is as it was. `sync`: this entry's own, where losing it with the machine
   * does no harm; it is on the disk no later than the next one that is synced.
   */
  append(entry: object, sync: EntrySync = this.options.sync): boolean {
    const bytes = new TextEncoder().encode(lineOf(this.lines, entry));
    if (bytes.length > this.options.entryBytesMax) return false;
    const { io } = this.options;
    try {
      writeAll(io, this.fd, bytes, bytes.length, this.position);
      if (sync === "each") io.sync(this.fd);
    } catch {
      this.cutBack();
      return false;
    }
    this.position += bytes.length;
    this.lines++;
    return true;
  }

  /** Entries in the log. */
  get size(): number {
    return this.lines;
  }

  get bytes(): number {
    return this.position;
  }

  close(): void {
    this.options.io.close(this.fd);
  }

  /** What a refused entry left must not be read as one; the next write overwrites it anyway. */
  private cutBack(): void {
    try {
      this.options.io.truncate(this.fd, this.position);
    } catch {
      // The disk refuses that too: the check of the next entry's line still tells it from this one's rest.
    }
  }
}

function readEntries(
  bytes: Uint8Array,
): Result<{ readonly entries: readonly unknown[]; readonly bytesCut: number }, JournalError> {
  const entries: unknown[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    const entry = parseLine(entries.length, new TextDecoder().decode(bytes.subarray(start, end)));
    if (entry === undefined) {
      if (!isWholeBehind(bytes, end + 1, entries.length + 1)) break;
      const message = `entry ${entries.length + 1} is damaged and sound ones follow it`;
      return err(new JournalError("corrupt", message, { segment: 0, offset: start }));
    }
    entries.push(entry);
    start = end + 1;
  }
  return ok({ entries, bytesCut: bytes.length - start });
}

/** Whether the very next line is whole: then the one before was damaged, not torn. */
function isWholeBehind(bytes: Uint8Array, start: number, line: number): boolean {
  const end = bytes.indexOf(NEWLINE, start);
  return end >= 0 && parseLine(line, new TextDecoder().decode(bytes.subarray(start, end))) !== undefined;
}

function lineOf(line: number, entry: unknown): string {
  const json = JSON.stringify(entry);
  return `${checkOf(line, json)} ${json}\n`;
}

function parseLine(line: number, text: string): unknown {
  const json = text.slice(CHECK_DIGITS + 1);
  if (text[CHECK_DIGITS] !== " " || text.slice(0, CHECK_DIGITS) !== checkOf(line, json)) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The line's number is part of it, so that a line left over from an older file is none of this one's. */
function checkOf(line: number, json: string): string {
  return Bun.hash.xxHash64(json, BigInt(line)).toString(16).padStart(CHECK_DIGITS, "0");
}

/** A rename is on the disk only when its folder is. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
