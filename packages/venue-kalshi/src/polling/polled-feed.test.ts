import { expect, test } from "bun:test";
import { err, ok, priceTicks, type Result, sizeMicros } from "@augury/core";
import { VenueError, type VenueErrorCode } from "@augury/model";
import { FEED_COUNTERS, type FeedCounter } from "@augury/net";
import { SimScheduler } from "@augury/net/sim";
import { Counters, createCounters } from "@augury/telemetry";
import { KALSHI_COUNTERS, type KalshiCounter } from "../counters.ts";
import { kalshiTable } from "../kalshi-feed-rig.ts";
import type { KalshiBookLevels } from "../rest/book-levels.ts";
import { RingBooks } from "../ring-books.ts";
import { type BookReading, KalshiPolledFeed } from "./polled-feed.ts";
import type { KalshiPollingConfig } from "./polling-config.ts";

type Levels = readonly (readonly [price: number, size: number])[];

function book(yes: Levels, no: Levels): KalshiBookLevels {
  const side = (levels: Levels) =>
    levels.map(([price, size]) => ({ price: priceTicks(price), size: sizeMicros(size) }));
  return { yes: side(yes), no: side(no) };
}

const BOOK = book(
  [
    [4000, 5e6],
    [4100, 250_000],
  ],
  [
    [5500, 12e6],
    [5700, 7_310_000],
  ],
);
const YES_BOOK = {
  bids: [
    { price: 4100, size: 250_000 },
    { price: 4000, size: 5e6 },
  ],
  asks: [
    { price: 4300, size: 7_310_000 },
    { price: 4500, size: 12e6 },
  ],
};

function failure(code: VenueErrorCode): VenueError {
  return new VenueError(code, "backoff", code, { status: code === "rate_limited" ? 429 : 503 });
}

/** What the fake venue answers: a book, an error, or nothing until the request is given up. */
type Answer = KalshiBookLevels | VenueError | "silence";

/** A polled feed on simulated time, before a venue that answers from memory, behind it a ring with books. */
class Rig extends RingBooks {
  readonly scheduler = new SimScheduler();
  readonly counters = new Counters<KalshiCounter>(createCounters(KALSHI_COUNTERS));
  readonly feedCounters = new Counters<FeedCounter>(createCounters(FEED_COUNTERS));
  readonly asked: { ticker: string; ms: number }[] = [];
  readonly failures: VenueError[] = [];
  readonly feed: KalshiPolledFeed;
  /** By ticker, else for all. */
  answers: Record<string, Answer> = {};
  answer: Answer = BOOK;
  latencyMs = 20;
  closes = 0;

  constructor(tickers: readonly string[], config: Partial<KalshiPollingConfig> = {}, slots?: number) {
    super(kalshiTable(tickers), slots);
    this.feed = new KalshiPolledFeed({
      instruments: this.table,
      publisher: this.publisher,
      reader: {
        readBook: (ticker, signal) => this.read(ticker, signal),
        close: () => {
          this.closes++;
        },
      },
      counters: this.counters,
      feedCounters: this.feedCounters,
      config: { cycleMs: 1000, ...config },
      random: () => 0.5,
      scheduler: this.scheduler,
      failed: (error) => this.failures.push(error),
    });
  }

  async start(): Promise<this> {
    void this.feed.connect();
    return this;
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 50) {
      await this.scheduler.advance(Math.min(50, left));
      this.drain();
    }
  }

  states(): string[] {
    return this.eventsOf("connection").map(({ body }) => `${body.state}`);
  }

  ends(): string[] {
    return this.eventsOf("epochEnd").map(({ body }) => `${body.reason}`);
  }

  private read(ticker: string, signal: AbortSignal): Promise<Result<BookReading, VenueError>> {
    const sentTimeUs = this.scheduler.nowUs();
    this.asked.push({ ticker, ms: sentTimeUs / 1000 });
    const answer = this.answers[ticker] ?? this.answer;
    const { promise, resolve } = Promise.withResolvers<Result<BookReading, VenueError>>();
    signal.addEventListener("abort", () => resolve(err(failure("network"))), { once: true });
    if (answer !== "silence")
      this.scheduler.after(this.latencyMs, () =>
        resolve(
          answer instanceof VenueError
            ? err(answer)
            : ok({ levels: answer, sentTimeUs, receivedTimeUs: this.scheduler.nowUs() }),
        ),
      );
    return promise;
  }
}

test("KalshiPolledFeed: default: every market is read once a cycle, evenly, and becomes a book on the YES scale", async () => {
  const rig = await new Rig(["A", "B", "C", "D"]).start();
  await rig.pass(1990);
  expect(rig.asked.map(({ ticker }) => ticker).join("")).toBe("ABCDABCD");
  const gaps = rig.asked.slice(1).map(({ ms }, at) => ms - (rig.asked[at]?.ms ?? 0));
  expect(new Set(gaps)).toEqual(new Set([250]));
  for (const market of [0, 1, 2, 3]) expect(rig.book(market)).toEqual(YES_BOOK);
  expect(rig.feed.isConnected()).toBe(true);
  expect(await rig.feed.connect()).toEqual(ok(undefined));
});

test("KalshiPolledFeed: behavior: a book read again stays in its epoch and is replaced whole", async () => {
  const rig = await new Rig(["A"]).start();
  await rig.pass(500);
  const epoch = rig.epochs.read(0);
  rig.answer = book([[3900, 1e6]], []);
  await rig.pass(1000);
  expect(rig.epochs.read(0)).toBe(epoch);
  expect(rig.book(0)).toEqual({ bids: [{ price: 3900, size: 1e6 }], asks: [] });
  expect(rig.ends()).toEqual([]);
  expect(rig.counters.get("snapshots")).toBe(2);
});

test("KalshiPolledFeed: behavior: not confirmed for so many cycles it is stale; read again it has a new epoch", async () => {
  const rig = await new Rig(["A"], { staleCycles: 2, staleMsMin: 1000, pauseMs: 1, pauseMsMax: 1 }).start();
  await rig.pass(500);
  rig.answer = failure("venue_down");
  await rig.pass(1400);
  expect(rig.isLive(0)).toBe(true);
  await rig.pass(1000);
  expect([rig.isLive(0), rig.ends(), rig.counters.get("books_stale")]).toEqual([false, ["stale"], 1]);
  rig.answer = BOOK;
  await rig.pass(1100);
  expect([rig.isLive(0), rig.epochs.read(0)]).toEqual([true, 3]);
});

test("KalshiPolledFeed: behavior: a book is as old as its question, not as its answer", async () => {
  const rig = await new Rig(["A"], { staleCycles: 2, staleMsMin: 1000 }).start();
  rig.latencyMs = 1900;
  await rig.pass(1950);
  expect(rig.isLive(0)).toBe(true);
  rig.answer = "silence";
  await rig.pass(250);
  expect(rig.isLive(0)).toBe(false);
});

test("KalshiPolledFeed: behavior: failures of the venue pause everything longer and longer, and show as a connection", async () => {
  const rig = new Rig(["A", "B"], { cycleMs: 1000, pauseMs: 2000, pauseMsMax: 8000 });
  rig.answer = failure("rate_limited");
  await rig.start();
  await rig.pass(30_000);
  // At half of each ceiling: 1, 2, 4, 4, 4 … seconds.
  const gaps = rig.asked.slice(1).map(({ ms }, at) => Math.round((ms - (rig.asked[at]?.ms ?? 0)) / 500) / 2);
  expect(gaps.slice(0, 5)).toEqual([1.5, 2.5, 4.5, 4.5, 4.5]);
  expect(rig.states()).toEqual(["connecting", "reconnecting"]);
  expect(rig.counters.get("polls_throttled")).toBe(rig.failures.length);
  const connected = await rig.feed.connect();
  expect(connected.ok ? undefined : connected.error.code).toBe("rate_limited");
  rig.answer = BOOK;
  await rig.pass(10_000);
  expect(rig.states().at(-1)).toBe("connected");
});

test("KalshiPolledFeed: behavior: a market that the venue does not know is parked, the others go on", async () => {
  const rig = new Rig(["A", "B"], { parkMs: 10_000 });
  await rig.start();
  await rig.pass(2000);
  rig.answers = { A: failure("not_found") };
  const before = rig.asked.length;
  await rig.pass(5000);
  const later = rig.asked.slice(before).map(({ ticker }) => ticker);
  expect(later.filter((ticker) => ticker === "A")).toHaveLength(1);
  expect(later.filter((ticker) => ticker === "B").length).toBeGreaterThan(4);
  expect([rig.isLive(0), rig.isLive(1), rig.ends()]).toEqual([false, true, ["market_closed"]]);
  rig.answers = {};
  await rig.pass(7000);
  expect(rig.isLive(0)).toBe(true);
});

test.each([
  ["crossed", book([[6000, 1e6]], [[5000, 1e6]])],
  [
    "with a price twice",
    book(
      [
        [4000, 1e6],
        [4000, 2e6],
      ],
      [],
    ),
  ],
])(
  "KalshiPolledFeed: error: a book that is %s is none, and what was there before is no longer believed",
  async (_, bad) => {
    const rig = await new Rig(["A"]).start();
    await rig.pass(500);
    rig.answer = bad;
    await rig.pass(1000);
    expect([rig.isLive(0), rig.ends(), rig.counters.get("malformed")]).toEqual([false, ["drift"], 1]);
    rig.answer = BOOK;
    await rig.pass(1000);
    expect(rig.book(0)).toEqual(YES_BOOK);
  },
);

test("KalshiPolledFeed: behavior: an unreadable answer costs nothing but the turn", async () => {
  const rig = await new Rig(["A"], { staleMsMin: 60_000 }).start();
  await rig.pass(500);
  rig.answer = failure("bad_payload");
  await rig.pass(3000);
  expect([rig.isLive(0), rig.counters.get("malformed"), rig.asked.length]).toEqual([true, 3, 4]);
});

test("KalshiPolledFeed: error: a refused read stops it for good", async () => {
  const rig = new Rig(["A"]);
  rig.answer = failure("auth");
  await rig.start();
  await rig.pass(5000);
  expect([rig.asked.length, rig.states().at(-1), rig.feed.stoppedBy?.code]).toEqual([1, "error", "auth"]);
  expect(rig.scheduler.pending).toBe(0);
});

test("KalshiPolledFeed: behavior: prices between the steps make a finer grid, in a new epoch", async () => {
  const rig = await new Rig(["A"]).start();
  await rig.pass(500);
  rig.answer = book([[4050, 1e6]], []);
  await rig.pass(1000);
  expect([rig.ends(), rig.epochs.read(0)]).toEqual([["tick_size"], 3]);
  expect(rig.book(0).bids).toEqual([{ price: 4050, size: 1e6 }]);
  await rig.pass(1000);
  expect(rig.epochs.read(0)).toBe(3);
});

test("resync: behavior: the epoch ends, an answer to an older question is not taken, the next turn is the market's", async () => {
  const rig = new Rig(["A", "B", "C", "D", "E", "F", "G", "H"], { cycleMs: 4000 });
  await rig.start();
  await rig.pass(4100);
  rig.latencyMs = 300;
  await rig.pass(450);
  const { ticker = "" } = rig.asked.at(-1) ?? {};
  const market = rig.table.find("kalshi", ticker)?.index ?? -1;
  const asked = rig.asked.length;
  rig.feed.resync([market]);
  await rig.pass(200);
  expect([rig.isLive(market), rig.ends()]).toEqual([false, ["requested"]]);
  await rig.pass(800);
  expect(rig.asked[asked]?.ticker).toBe(ticker);
  expect(rig.isLive(market)).toBe(true);
});

test("unsubscribe, subscribe: behavior: no turns and no book, then both again", async () => {
  const rig = await new Rig(["A", "B"]).start();
  await rig.pass(1500);
  rig.feed.unsubscribe([0]);
  const asked = rig.asked.length;
  await rig.pass(2000);
  expect(new Set(rig.asked.slice(asked).map(({ ticker }) => ticker))).toEqual(new Set(["B"]));
  expect([rig.isLive(0), rig.ends()]).toEqual([false, ["unsubscribed"]]);
  rig.feed.subscribe([0]);
  await rig.pass(1000);
  expect(rig.isLive(0)).toBe(true);
});

test("KalshiPolledFeed: behavior: never more reads on the wire than allowed", async () => {
  const rig = new Rig(["A", "B", "C", "D", "E"], { concurrencyMax: 2, cycleMs: 500 });
  rig.answer = "silence";
  await rig.start();
  await rig.pass(5000);
  expect(rig.asked).toHaveLength(2);
});

test("KalshiPolledFeed: behavior: a full ring holds the questions back, and a book continues where it stopped", async () => {
  const long = book(
    Array.from({ length: 99 }, (_, n) => [(n + 1) * 100, 1e6] as const).slice(0, 40),
    Array.from({ length: 50 }, (_, n) => [(n + 1) * 100, 1e6] as const),
  );
  const rig = new Rig(["A", "B", "C"], { cycleMs: 300, staleMsMin: 600_000 }, 128);
  rig.answer = long;
  await rig.start();
  for (let ms = 0; ms < 5000; ms += 50) await rig.scheduler.advance(50);
  const asked = rig.asked.length;
  expect(asked).toBeLessThan(12);
  expect(rig.counters.get("waits")).toBeGreaterThan(0);
  await rig.pass(3000);
  expect(rig.asked.length).toBeGreaterThan(asked);
  for (const market of [0, 1, 2])
    expect([[...rig.book(market).bids].length, [...rig.book(market).asks].length]).toEqual([40, 50]);
});

test("disconnect: behavior: what is on the wire is given up, every epoch ends, no timer stays", async () => {
  const rig = await new Rig(["A", "B"]).start();
  await rig.pass(1500);
  rig.answer = "silence";
  await rig.pass(600);
  await rig.feed.disconnect();
  rig.drain();
  expect([rig.isLive(0), rig.isLive(1), rig.ends()]).toEqual([false, false, ["shutdown", "shutdown"]]);
  expect(rig.states().at(-1)).toBe("disconnected");
  expect([rig.scheduler.pending, rig.closes]).toEqual([0, 1]);
});

test("counters: behavior: every answer was taken or skipped", async () => {
  const rig = await new Rig(["A", "B", "C"], { cycleMs: 300, pauseMs: 1, pauseMsMax: 10 }).start();
  const answers: Answer[] = [BOOK, failure("venue_down"), book([[6000, 1e6]], [[5000, 1e6]]), failure("bad_payload")];
  for (let at = 0; at < 12; at++) {
    rig.answer = answers[at % answers.length] ?? BOOK;
    if (at === 6) rig.feed.resync([1]);
    await rig.pass(350);
  }
  const { frames, parsed, skipped } = rig.counters.read();
  expect(frames).toBe(parsed + skipped);
  expect(rig.feedCounters.read()).toMatchObject({ frames, parsed, skipped });
  expect(rig.counters.get("polls")).toBeGreaterThan(30);
});
