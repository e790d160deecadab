import { expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { fixturePath, hasFixtures } from "@augury/testkit";
import type { RecordingReport } from "./recording-report.ts";
import { replayAll } from "./replay-recordings.ts";

const EXPECTED = "kalshi/ws/expected-books.json";
const GOLD = "kalshi/ws/gold15m/KXGOLD15M-26AUG101900-00.2026-08-10.ndjson.gz";
const SPLIT = [
  "kalshi/ws/gold15m/KXGOLD15M-26AUG102000-00.2026-08-10.ndjson.gz",
  "kalshi/ws/gold15m/KXGOLD15M-26AUG102000-00.2026-08-11.ndjson.gz",
];
const RECONNECT = "kalshi/ws/gold15m/KXGOLD15M-26AUG102030-30.2026-08-11.ndjson.gz";
const DEMO = "kalshi/ws/demo-2026-07-01-full-session.jsonl";
const MULTI = "kalshi/ws/multi-market-2026-04-18.jsonl";
const PROD = "kalshi/ws/prod-2026-08-07-orderbook-stream.json";
const LONG = "polymarket/ws-market/session-2026-04-29-30min-multi-source.jsonl";
const METADATA = "polymarket/ws-market/session-2026-04-29-30min-markets.jsonl";
const SHORT = "polymarket/ws-market/session-2026-04-29-current-window-18s.jsonl";
const BURST = "polymarket/ws-market/burst-2026-07-28-eth-15m-price-changes.jsonl";
const LEGACY = "polymarket/ws-market/legacy-2024-12-sequence-python-repr.txt";
const REST = "polymarket/clob/book-2026-07-28-eth-15m-up.json";

/** Whole recordings are played: on a busy machine that takes longer than the runner's own limit. */
const TIMEOUT_MS = 120_000;
const recorded = (name: string, body: () => Promise<void>) => test.skipIf(!hasFixtures())(name, body, TIMEOUT_MS);
type Edit = readonly [file: string, from: RegExp | string, to: string];

/** Replays copies of these fixtures, with one edit each where asked. */
async function replayCopies(files: readonly string[], ...edits: Edit[]): Promise<RecordingReport[]> {
  const root = mkdtempSync(join(tmpdir(), "augury-recordings-"));
  try {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(fixturePath(file), join(root, file));
    }
    for (const edit of edits) alter(root, edit);
    return await replayAll(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function alter(root: string, [file, from, to]: Edit): void {
  const path = join(root, file);
  const bytes = readFileSync(path);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  const altered = text.replace(from, to);
  expect(altered).not.toBe(text);
  rmSync(path);
  writeFileSync(path, file.endsWith(".gz") ? gzipSync(altered) : altered);
}

function deviationsOf(reports: readonly RecordingReport[]): string[] {
  return reports.flatMap(({ deviations }) => deviations).map(({ file, place, what }) => `${file} ${place}: ${what}`);
}

function agreementOf(reports: readonly RecordingReport[], name: string): number[] {
  const all = reports.flatMap(({ agreements }) => agreements).filter((agreement) => agreement.name === name);
  return [all.reduce((sum, { done }) => sum + done, 0), all.reduce((sum, { due }) => sum + due, 0)];
}

recorded("replayAll: default: Kalshi recordings agree with every check value", async () => {
  const reports = await replayCopies([EXPECTED, GOLD, ...SPLIT, RECONNECT, DEMO, MULTI, PROD]);
  expect(deviationsOf(reports)).toEqual([]);
  expect(agreementOf(reports, "check values")).toEqual([25 * 7, 25 * 7]);
  expect(agreementOf(reports, "trades in the book")).toEqual([977 + 1293 + 819, 977 + 1293 + 819]);
  const rows = reports.map(({ file, gaps, messages, reconnects, sequence }) => [
    file.slice(10, 40),
    sequence,
    messages,
    gaps,
    reconnects,
  ]);
  expect(rows.filter(([, , messages]) => messages !== 0)).toEqual([
    ["demo-2026-07-01-full-session.j", "as recorded", 2898, 0, 0],
    ["gold15m/KXGOLD15M-26AUG101900-", "renumbered", 23_003, 0, 0],
    ["gold15m/KXGOLD15M-26AUG102000-", "renumbered", 47_658, 0, 0],
    ["gold15m/KXGOLD15M-26AUG102030-", "renumbered", 34_334, 0, 1],
    ["multi-market-2026-04-18.jsonl", "as recorded", 74, 0, 0],
    ["prod-2026-08-07-orderbook-stre", "as recorded", 269, 0, 0],
  ]);
});

recorded("replayAll: default: the long Polymarket session verifies as its index says", async () => {
  const reports = await replayCopies([LONG, METADATA]);
  expect(deviationsOf(reports)).toEqual([]);
  const rest = agreementOf(reports, "REST book hashes");
  const stream = agreementOf(reports, "stream book hashes");
  expect([rest[0] + stream[0], rest[1] + stream[1]]).toEqual([540, 540]);
  expect(agreementOf(reports, "price_change hashes")).toEqual([80, 80]);
  expect(agreementOf(reports, "tokens as in the session")).toEqual([6, 6]);
  expect(reports[0]?.notes).toContain(
    "both outcomes' books compared 130 times, 0 levels differed; 0 groups ended crossed, 0 locked",
  );
});

recorded("replayAll: default: every Polymarket file below the folder is read", async () => {
  const reports = await replayAll(fixturePath(""), "polymarket");
  expect(deviationsOf(reports)).toEqual([]);
  expect(reports.length).toBe(21);
  expect(agreementOf(reports, "files as known")).toEqual([20, 20]);
});

const BY_CONTENT = "its content";
/** Each: files to copy, what to alter, and where the deviation must be told. */
const ALTERED: readonly (readonly [why: string, files: readonly string[], edit: Edit, place: string])[] = [
  ["a delta's size", [EXPECTED, GOLD], [GOLD, /("delta_fp":"-?\d*)[0-8](\.\d\d","side":"no")/, "$19$2"], "line"],
  ["a snapshot's size", [EXPECTED, GOLD], [GOLD, /("yes_dollars_fp":\[\["0\.0\d00",")\d/, "$17"], "line 5750"],
  ["a trade's size", [EXPECTED, GOLD], [GOLD, '"count_fp":"9.12"', '"count_fp":"9.13"'], "line 4: a trade without"],
  [
    "a trade's price",
    [EXPECTED, GOLD],
    [GOLD, '"yes_price_dollars":"0.5400"', '"yes_price_dollars":"0.5500"'],
    "make a dollar",
  ],
  ["a venue's time", [EXPECTED, GOLD], [GOLD, /"ts_ms":178640193/, '"ts_ms":178640293'], "is not ts_ms"],
  ["a market's id", [EXPECTED, GOLD], [GOLD, /("orderbook_delta".*?"market_id":")./, "$1z"], "market_id of"],
  ["a missing line", [EXPECTED, GOLD], [GOLD, /\{"recv_ms.*"orderbook_delta".*\n/, ""], "must have 23003 messages"],
  [
    "a check value",
    [EXPECTED, GOLD],
    [EXPECTED, /("KXGOLD15M-26AUG101900-00"[\s\S]*?"yes_total": ")\d/, "$1"],
    "yes_total",
  ],
  ["the file after midnight", [EXPECTED, ...SPLIT], [SPLIT[1] as string, '"-86.25"', '"-86.24"'], "line 47657"],
  ["a delta of the demo session", [EXPECTED, DEMO], [DEMO, /("delta_fp":")(-?)\d/, "$1$28"], "book of"],
  ["a sequence number", [EXPECTED, DEMO], [DEMO, /"seq":1500\b/, '"seq":1501'], "an unexpected gap"],
  ["a delta of the multi-market file", [EXPECTED, MULTI], [MULTI, /(delta_fp\\?":\s*\\?"-?)\d/, "$18"], "book of"],
  ["a sequence number of the production stream", [EXPECTED, PROD], [PROD, /"seq": 100\b/, '"seq": 900'], "gap"],
  ["a size of a REST book", [LONG], [LONG, /(bids.*?size\\":\\")\d/, "$19"], "record 1"],
  [
    "a size of a stream book",
    [SHORT],
    [SHORT, /(event_type\\":\\"book.*?size\\":\\"|\[\{.*?size\\":\\")\d/, "$19"],
    "does not have its hash",
  ],
  ["a size of a price_change", [SHORT], [SHORT, /(price_changes.*?size\\":\\")\d/, "$19"], "record"],
  ["a hash of a price_change", [SHORT], [SHORT, /(price_changes.*?hash\\":\\").../, "$1012"], "hash"],
  ["a frame beside its recorder's digest", [BURST], [BURST, /(best_bid\\":\\"0\.5)\d/, "$11"], "SHA-256"],
  ["a digit of a recorder's digest", [BURST], [BURST, '"frame_sha256": "3', '"frame_sha256": "4'], "SHA-256"],
  ["the hash of a known trap", [LEGACY], [LEGACY, "0d6dea69", "0d6dea68"], "price_change"],
  ["a size of the oldest session", [LEGACY], [LEGACY, "'1608.18'", "'1608.19'"], "hash"],
  [
    "a digit of the metadata",
    [LONG, METADATA],
    [METADATA, '"tick_size":0.01', '"tick_size":0.02'],
    "otherwise in the session",
  ],
  ["a level without a check value", [EXPECTED, PROD], [PROD, /("delta_fp": "-?)\d/, "$18"], `${PROD}: its content`],
  ["a receipt time", [EXPECTED, GOLD], [GOLD, /("recv_ms":\d{12})\d/, "$17"], `${GOLD}: its content`],
  ["a single REST book", [REST], [REST, /("price":"0\.)0/, "$11"], "does not have its hash"],
];

for (const [why, files, edit, place] of ALTERED) {
  recorded(`replayAll: error: one altered place is told: ${why}`, async () => {
    const found = deviationsOf(await replayCopies(files, edit));
    // The list of known contents sees every change: it must not hide that the check meant here is blind.
    const told = found.filter((line) => line.includes(BY_CONTENT) === place.includes(BY_CONTENT));
    expect(told.join("\n")).toContain(place);
  });
}

recorded("replayAll: error: a file that no reader takes", async () => {
  const root = mkdtempSync(join(tmpdir(), "augury-recordings-"));
  mkdirSync(join(root, "polymarket/ws-market"), { recursive: true });
  mkdirSync(join(root, "kalshi/ws"), { recursive: true });
  writeFileSync(join(root, "polymarket/ws-market/notes.bin"), "nothing");
  writeFileSync(join(root, "kalshi/ws/notes.jsonl"), "nothing");
  const found = deviationsOf(await replayAll(root));
  rmSync(root, { recursive: true });
  expect(found.filter((line) => line.includes("notes.")).length).toBe(2);
});

recorded("augury replay-recordings: error: a deviation ends the process with status 1", async () => {
  const root = mkdtempSync(join(tmpdir(), "augury-recordings-"));
  mkdirSync(join(root, "polymarket/clob"), { recursive: true });
  cpSync(fixturePath(REST), join(root, REST));
  const run = async () => {
    const main = join(import.meta.dir, "../main.ts");
    const code = `process.exit(await (await import(${JSON.stringify(main)})).main(process.argv.slice(1)))`;
    const child = Bun.spawn([process.execPath, "-e", code, "replay-recordings", root], {
      stdout: "pipe",
      stderr: "pipe",
    });
    return { text: await new Response(child.stdout).text(), status: await child.exited };
  };
  expect((await run()).status).toBe(0);
  alter(root, [REST, /("price":"0\.)0/, "$11"]);
  const { text, status } = await run();
  rmSync(root, { recursive: true });
  expect([status, text.includes(`DEVIATION ${REST}`)]).toEqual([1, true]);
});
