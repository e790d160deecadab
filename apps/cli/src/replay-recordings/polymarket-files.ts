import { basename } from "node:path";
import { findFiles } from "./find-files.ts";

/** The Polymarket files below the fixtures folder that hold books: stream recordings, their metadata, and single REST books. */
export interface PolymarketFolder {
  readonly recordings: readonly string[];
  readonly metadata: readonly string[];
  readonly restBooks: readonly string[];
}

/** Looks through `polymarket/ws-market`, and for books through `polymarket/clob`, below `root`. */
export function findPolymarketFiles(root: string): PolymarketFolder {
  const stream = findFiles(root, "polymarket/ws-market");
  const isMetadata = (file: string) => file.endsWith("-markets.jsonl");
  return {
    recordings: stream.filter((file) => !isMetadata(file)),
    metadata: stream.filter(isMetadata),
    restBooks: findFiles(root, "polymarket/clob").filter((file) => /^book-.*\.json$/.test(basename(file))),
  };
}
