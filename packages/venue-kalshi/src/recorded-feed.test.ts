import { expect, test } from "bun:test";
import { fixturePath, hasFixtures, readFixture } from "@augury/testkit";
import { type BookDigest, digestBook } from "./canonical-book.ts";
import { KALSHI_REPLAY_CONFIG } from "./feed-config.ts";
import { KalshiFeedRig } from "./kalshi-feed-rig.ts";
import { DEMO, goldWindows, MULTI_MARKET, PRODUCTION } from "./recorded-files.ts";
import { openRecording } from "./recordings.ts";

interface Checkpoint extends BookDigest {
  readonly after_line: number;
  readonly note?: string;
}
interface Expected {
  readonly lines: number;
  readonly checkpoints?: readonly Checkpoint[];
  readonly final_books?: Readonly<Record<string, BookDigest>>;
}

async function expectedOf(name: string): Promise<Expected> {
  return JSON.parse(await readFixture("kalshi/ws/expected-books.json")).files[name];
}

/** Plays a recording through the core; `after` sees the rig after each frame. */
async function play(
  rig: KalshiFeedRig,
  files: readonly string[],
  after: (frames: number) => void = () => {},
): Promise<number> {
  const recording = await openRecording(files);
  let connection = 0;
  let frames = 0;
  rig.open();
  for await (const frame of recording.frames()) {
    if (frame.connection !== connection) {
      rig.core.close(0, { code: 1006, text: "" }, rig.nowUs);
      rig.open();
      connection = frame.connection;
    }
    rig.nowUs = Math.max(rig.nowUs, frame.receivedTimeMs * 1000);
    let outcome = rig.offer(frame.bytes);
    while (outcome === "waiting") {
      rig.drain();
      if (rig.core.resume(rig.nowUs)) outcome = "parsed";
    }
    rig.drain();
    after(++frames);
  }
  return frames;
}

function tickersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/"market_ticker\\?":\s*\\?"([^"\\]+)\\?"/g)].map((match) => String(match[1])))];
}

const skipped = test.skipIf(!hasFixtures());

skipped(
  "KalshiFeedCore: recorded: gold windows give every expected book",
  async () => {
    for (const [window, files] of goldWindows()) {
      const expected = await expectedOf(window);
      const checkpoints = new Map((expected.checkpoints ?? []).map((point) => [point.after_line, point]));
      const rig = new KalshiFeedRig({ tickers: [window], config: KALSHI_REPLAY_CONFIG });
      rig.keepsEvents = false;
      let checked = 0;
      const frames = await play(rig, files.map(fixturePath), (line) => {
        const point = checkpoints.get(line);
        if (!point) return;
        expect({ window, ...point, ...digestBook(rig.book(0)) }).toEqual({ window, ...point });
        checked++;
      });
      expect([frames, checked]).toEqual([expected.lines, checkpoints.size]);
      expect([rig.count("parsed"), rig.count("gaps"), rig.count("duplicates"), rig.count("fallbacks")]).toEqual([
        frames,
        0,
        0,
        0,
      ]);
      // The window ends with a snapshot without sides: an empty book, and still a book.
      expect(digestBook(rig.book(0))).toMatchObject({ yes_levels: 0, no_levels: 0, best_yes_bid: null });
      expect(rig.isLive(0)).toBe(true);
    }
  },
  120_000,
);

for (const [name, file] of [
  ["demo-2026-07-01-full-session", DEMO],
  ["multi-market-2026-04-18", MULTI_MARKET],
] as const) {
  skipped(`KalshiFeedCore: recorded: ${name} gives every expected book, without a gap`, async () => {
    const expected = await expectedOf(name);
    const tickers = Object.keys(expected.final_books ?? {});
    const rig = new KalshiFeedRig({ tickers, config: KALSHI_REPLAY_CONFIG });
    expect(await play(rig, [fixturePath(file)])).toBe(expected.lines);
    for (const [index, ticker] of tickers.entries()) {
      expect(digestBook(rig.book(index))).toEqual(expected.final_books?.[ticker] as BookDigest);
    }
    expect([rig.count("gaps"), rig.count("duplicates"), rig.count("stale_deltas"), rig.count("malformed")]).toEqual([
      0, 0, 0, 0,
    ]);
  });
}

skipped("KalshiFeedCore: recorded: the production stream runs without a gap, acks and all", async () => {
  const rig = new KalshiFeedRig({ tickers: tickersOf(await readFixture(PRODUCTION)), config: KALSHI_REPLAY_CONFIG });
  const frames = await play(rig, [fixturePath(PRODUCTION)]);
  expect(frames).toBe(269);
  expect([rig.count("parsed"), rig.count("gaps"), rig.count("snapshots"), rig.count("deltas")]).toEqual([
    269, 0, 12, 245,
  ]);
  expect(rig.count("control_frames")).toBe(12);
  for (let market = 0; market < rig.table.size; market++) expect(rig.isLive(market)).toBe(true);
});

skipped("KalshiFeedCore: recorded: a market left out of the table makes no gap", async () => {
  const tickers = tickersOf(await readFixture(DEMO)).slice(0, 1);
  const rig = new KalshiFeedRig({ tickers, config: KALSHI_REPLAY_CONFIG });
  await play(rig, [fixturePath(DEMO)]);
  expect([rig.count("gaps"), rig.count("duplicates")]).toEqual([0, 0]);
  expect(rig.count("unknown_markets")).toBeGreaterThan(1000);
});

skipped("KalshiFeedCore: recorded: both decoders publish the same slots", async () => {
  const tickers = tickersOf(await readFixture(DEMO));
  const [fast, slow] = await Promise.all(
    (["scanner", "json"] as const).map(async (decoder) => {
      const rig = new KalshiFeedRig({ tickers, config: KALSHI_REPLAY_CONFIG, decoder });
      await play(rig, [fixturePath(DEMO)]);
      return rig;
    }),
  );
  expect(fast?.events).toEqual(slow?.events as NonNullable<typeof slow>["events"]);
  expect([fast?.count("fallbacks"), slow?.count("fallbacks")]).toEqual([0, 2890]);
});
