import { basename, join } from "node:path";
import type { KalshiFolder } from "./kalshi-files.ts";
import { DeviationList, listReport, type RecordingReport } from "./recording-report.ts";

/** Holds the collector's own event counts against the messages found: `window,file,bytes_gz,events`, one row per file. */
export async function checkManifest(
  root: string,
  { manifest, recordings }: KalshiFolder,
  messagesOf: ReadonlyMap<string, number>,
): Promise<RecordingReport | undefined> {
  if (manifest === undefined) return undefined;
  const deviations = new DeviationList(manifest);
  const expected = new Map<string, number>();
  for (const [window, file, , events] of await readRows(root, manifest)) {
    if (file?.startsWith("events/")) expected.set(window, (expected.get(window) ?? 0) + Number(events));
  }
  let due = 0;
  let done = 0;
  for (const { name } of recordings) {
    const count = expected.get(name);
    if (count === undefined) continue;
    due++;
    if (messagesOf.get(name) === count) done++;
    else deviations.add(name, `the manifest counts ${count} messages, ${messagesOf.get(name)} are there`);
  }
  const agreements = [{ name: "windows with the manifest's count", done, due }];
  return listReport("kalshi", manifest, { agreements, deviations: deviations.list() });
}

/** Holds the list of markets against their settled events in `rest/gold15m-events`, field by field. */
export async function checkMarkets(root: string, { markets }: KalshiFolder): Promise<RecordingReport | undefined> {
  if (markets === undefined) return undefined;
  const deviations = new DeviationList(markets);
  const [head = [], ...rows] = await readRows(root, markets, 0);
  let due = 0;
  let done = 0;
  for (const row of rows) {
    const path = join(root, "kalshi/rest/gold15m-events", `${row[1]}.json`);
    if (!(await Bun.file(path).exists())) continue;
    const answer: unknown = await Bun.file(path).json();
    for (const [at, name] of head.entries()) {
      if (name === "window") continue;
      due++;
      if (findField(answer, name) === row[at]) done++;
      else deviations.add(`${row[0]}, ${name}`, `is ${row[at]}, but ${findField(answer, name)} in ${basename(path)}`);
    }
  }
  const agreements = due > 0 ? [{ name: "fields as in the REST events", done, due }] : [];
  return listReport("kalshi", markets, { agreements, deviations: deviations.list() });
}

async function readRows(root: string, file: string, from = 1): Promise<string[][]> {
  const lines = (await Bun.file(join(root, file)).text()).trim().split("\n");
  return lines.slice(from).map((line) => line.trim().split(","));
}

/** Returns the text of the innermost field of that name: the market's own, where event and market both have one. */
function findField(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const found = findField(inner, name);
    if (found !== undefined) return found;
  }
  const own = (value as Record<string, unknown>)[name];
  return typeof own === "string" || typeof own === "number" ? String(own) : undefined;
}
