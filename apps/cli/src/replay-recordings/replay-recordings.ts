import { join } from "node:path";
import { type ExpectedFile, readExpectedBooks } from "./expected-books.ts";
import { EXPECTED_BOOKS, findKalshiFiles } from "./kalshi-files.ts";
import { checkManifest, checkMarkets } from "./kalshi-lists.ts";
import { checkKnownDigests } from "./known-digests.ts";
import { playKalshi } from "./play-kalshi.ts";
import { playPolymarket } from "./play-polymarket.ts";
import { findPolymarketFiles } from "./polymarket-files.ts";
import { listReport, type RecordingReport } from "./recording-report.ts";
import { checkMetadata, checkRestBook } from "./single-books.ts";

type Venue = RecordingReport["venue"];

/** Replays every recording below `root`, one after the other; a file that cannot be read is a deviation and stops nothing. */
export async function replayAll(root: string, only?: Venue): Promise<RecordingReport[]> {
  return [
    ...(only === "polymarket" ? [] : await replayKalshi(root)),
    ...(only === "kalshi" ? [] : await replayPolymarket(root)),
  ];
}

async function replayKalshi(root: string): Promise<RecordingReport[]> {
  const folder = findKalshiFiles(root);
  if (folder.recordings.length === 0 && folder.strangers.length === 0) return [];
  const reports: RecordingReport[] = [];
  const messagesOf = new Map<string, number>();
  const expected = await expectedOf(root, folder.hasExpected, reports);
  for (const recording of folder.recordings) {
    const report = await guarded("kalshi", recording.files.join(" + "), () =>
      playKalshi(root, recording, expected.get(recording.name)),
    );
    messagesOf.set(recording.name, report.messages);
    reports.push(report);
  }
  const lists = [
    await guardedMaybe("kalshi", folder.manifest, () => checkManifest(root, folder, messagesOf)),
    await guardedMaybe("kalshi", folder.markets, () => checkMarkets(root, folder)),
  ];
  const absent = [...expected.keys()].filter((name) => !messagesOf.has(name));
  const notes = [`check values for recordings that are not here: ${absent.join(", ")}`];
  if (absent.length > 0) reports.push(listReport("kalshi", EXPECTED_BOOKS, { notes }));
  return [
    ...reports,
    ...lists.filter((list) => list !== undefined),
    await checkKnownDigests(root, "kalshi"),
    ...folder.strangers.map((file) => failed("kalshi", file, "no reader takes this file")),
  ];
}

async function expectedOf(
  root: string,
  isThere: boolean,
  reports: RecordingReport[],
): Promise<ReadonlyMap<string, ExpectedFile>> {
  if (!isThere) {
    reports.push(failed("kalshi", EXPECTED_BOOKS, "there are no check values to compare the books with"));
    return new Map();
  }
  try {
    return await readExpectedBooks(join(root, EXPECTED_BOOKS));
  } catch (cause) {
    reports.push(failed("kalshi", EXPECTED_BOOKS, `the check values cannot be read: ${messageOf(cause)}`));
    return new Map();
  }
}

async function replayPolymarket(root: string): Promise<RecordingReport[]> {
  const { recordings, metadata, restBooks } = findPolymarketFiles(root);
  const reports: RecordingReport[] = [];
  for (const file of recordings) reports.push(await guarded("polymarket", file, () => playPolymarket(root, file)));
  for (const file of metadata) reports.push(await guarded("polymarket", file, () => checkMetadata(root, file)));
  for (const file of restBooks) reports.push(await guarded("polymarket", file, () => checkRestBook(root, file)));
  if (reports.length > 0) reports.push(await checkKnownDigests(root, "polymarket"));
  return reports;
}

async function guarded(venue: Venue, file: string, body: () => Promise<RecordingReport>): Promise<RecordingReport> {
  try {
    return await body();
  } catch (cause) {
    return failed(venue, file, messageOf(cause));
  }
}

async function guardedMaybe(
  venue: Venue,
  file: string | undefined,
  body: () => Promise<RecordingReport | undefined>,
): Promise<RecordingReport | undefined> {
  try {
    return await body();
  } catch (cause) {
    return failed(venue, file ?? "", messageOf(cause));
  }
}

function failed(venue: Venue, file: string, what: string): RecordingReport {
  return listReport(venue, file, { deviations: [{ file, place: "", what }] });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split("\n")[0] as string) : String(cause);
}
