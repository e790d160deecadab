import { basename } from "node:path";
import { findFiles } from "./find-files.ts";

export const KALSHI_FOLDER = "kalshi/ws";
export const EXPECTED_BOOKS = `${KALSHI_FOLDER}/expected-books.json`;

/** One recording: a file, or the parts of one that was cut at midnight, in order of time. */
export interface KalshiFiles {
  /** What the check values call it: the file's name up to its first point, dates aside. */
  readonly name: string;
  readonly files: readonly string[];
}

/** The Kalshi files below the fixtures folder, sorted into what reads them. */
export interface KalshiFolder {
  readonly recordings: readonly KalshiFiles[];
  readonly manifest: string | undefined;
  readonly markets: string | undefined;
  readonly hasExpected: boolean;
  /** Files that nothing here reads. */
  readonly strangers: readonly string[];
}

const RECORDING = /\.(ndjson\.gz|ndjson|jsonl|json)$/;

/** Looks through `kalshi/ws` below `root`. */
export function findKalshiFiles(root: string): KalshiFolder {
  const windows = new Map<string, string[]>();
  const strangers: string[] = [];
  const others = findFiles(root, KALSHI_FOLDER);
  const take = (name: string) => {
    const at = others.findIndex((file) => basename(file) === name);
    return at < 0 ? undefined : others.splice(at, 1)[0];
  };
  const hasExpected = take("expected-books.json") !== undefined;
  const manifest = take("MANIFEST.filtered.csv");
  const markets = take("MARKETS.filtered.csv");
  for (const file of others) {
    const base = basename(file);
    if (!RECORDING.test(base)) strangers.push(file);
    else windows.set(nameOf(base), [...(windows.get(nameOf(base)) ?? []), file]);
  }
  const recordings = [...windows].map(([name, files]) => ({ name, files }));
  return { recordings, manifest, markets, hasExpected, strangers };
}

/** "KXGOLD15M-26AUG102000-00.2026-08-11.ndjson.gz" → "KXGOLD15M-26AUG102000-00". */
function nameOf(base: string): string {
  return base.slice(0, base.indexOf("."));
}
