import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { findFiles } from "./find-files.ts";
import { DeviationList, listReport, type RecordingReport } from "./recording-report.ts";

type Venue = RecordingReport["venue"];

const LIST = join(import.meta.dir, "known-recordings.sha256");
const FOLDERS: Readonly<Record<Venue, readonly string[]>> = {
  kalshi: ["kalshi/ws"],
  polymarket: ["polymarket/ws-market", "polymarket/clob"],
};

/**
 * Holds each file against the list of recordings known by name: SHA-256 of the unpacked content, one `sha256sum` line each. The last line
 * of defense, for what a recording says only once and no book depends on (a receipt time, a trade's id, levels without a check value).
 * Files that are not in the list are counted and left alone.
 */
export async function checkKnownDigests(root: string, venue: Venue): Promise<RecordingReport> {
  const deviations = new DeviationList(`${venue}, all files`);
  const known = await readKnown();
  let due = 0;
  let done = 0;
  let unknown = 0;
  for (const file of filesOf(root, venue)) {
    const digest = known.get(file);
    if (digest === undefined) {
      unknown++;
      continue;
    }
    due++;
    if ((await digestOf(join(root, file))) === digest) done++;
    else deviations.add(file, "its content is not that of the recording known by this name (SHA-256)");
  }
  return listReport(venue, "SHA-256 of every file", {
    agreements: due > 0 ? [{ name: "files as known", done, due }] : [],
    notes: unknown > 0 ? [`${unknown} files are in no list of known recordings`] : [],
    deviations: deviations.list(),
  });
}

/** Returns the list for the files below `root`, to be kept beside this file when recordings are added. */
export async function listDigests(root: string): Promise<string[]> {
  const files = [...filesOf(root, "kalshi"), ...filesOf(root, "polymarket")];
  return Promise.all(files.map(async (file) => `${await digestOf(join(root, file))}  ${file}`));
}

function filesOf(root: string, venue: Venue): string[] {
  const files = FOLDERS[venue].flatMap((folder) => findFiles(root, folder));
  return files.filter((file) => !file.startsWith("polymarket/clob/") || file.startsWith("polymarket/clob/book-"));
}

async function readKnown(): Promise<Map<string, string>> {
  const lines = (await Bun.file(LIST).text()).trim().split("\n");
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

async function digestOf(path: string): Promise<string | undefined> {
  const bytes = new Uint8Array(await Bun.file(path).arrayBuffer());
  try {
    return new Bun.CryptoHasher("sha256").update(path.endsWith(".gz") ? gunzipSync(bytes) : bytes).digest("hex");
  } catch {
    return undefined;
  }
}
