import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine, formatConfigError, parseConfig } from "@augury/engine";
import { BID } from "@augury/sim-kit";
import { createLog } from "@augury/telemetry";
import type { FakeKalshi } from "@augury/venue-kalshi/sim";
import { awaitCondition } from "../prove/await-condition.ts";
import { SLICE_MS_MAX } from "./run-slice.ts";
import { startStillKalshi, TICKERS } from "./still-kalshi.ts";

const WAIT_MS_MAX = SLICE_MS_MAX / 3;

/** Where orders are to rest, a machine that stands still for seconds must not make books stale. */
const CONFIG = (url: string, polled: string) => `
mode: paper
venues:
  kalshi: { markets: discover, restUrl: "${url}", ws: "ws://127.0.0.1:1/none", pollMs: 600, polled: ${polled}, pollStaleCycles: ${polled === "paper" ? 1000 : 3} }
strategies:
  - { kind: quoter, name: q, instruments: { venue: kalshi }, size: "1", halfSpreadTicks: 100, positionMax: "10", requoteTicksMin: 100, refreshMs: 250 }
`;

async function startEngine(venue: FakeKalshi, topology: "workers" | "inline", polled: "observe" | "paper") {
  const dataDir = mkdtempSync(join(tmpdir(), "augury-polled-"));
  const overrides = { topology, dataDir, "api.port": 0, seed: 1 };
  const loaded = parseConfig(CONFIG(venue.url, polled), { file: "polled.yaml", env: {}, overrides });
  if (!loaded.ok) throw new Error(loaded.error.map(formatConfigError).join("\n"));
  const log: string[] = [];
  const started = await Engine.start({
    loaded: loaded.value,
    env: {},
    log: createLog({ level: "warn", component: "test", write: (line) => log.push(line) }),
  });
  if (!started.ok) throw new Error(started.error);
  const engine = started.value;
  return {
    engine,
    log,
    async [Symbol.asyncDispose]() {
      await engine.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
}

const get = async (engine: Engine, path: string): Promise<unknown> => (await fetch(`${engine.url}${path}`)).json();
const kalshi = (engine: Engine) => engine.view.venues()[0];
const areTrusted = (engine: Engine) => kalshi(engine)?.booksTrusted === TICKERS.length;

test(
  "polled: behavior: without a key books are read over REST, marked, aged, and not traded on",
  async () => {
    const venue = startStillKalshi();
    await using stage = new AsyncDisposableStack();
    stage.defer(() => venue.stop());
    const { engine, log } = stage.use(await startEngine(venue, "workers", "observe"));
    expect(log.join("\n")).toContain("kalshi is polled");
    expect(await awaitCondition(() => areTrusted(engine), WAIT_MS_MAX)).toBeDefined();

    const { venues } = (await get(engine, "/venues")) as { venues: unknown[] };
    expect(venues).toMatchObject([
      {
        venue: "kalshi",
        connected: true,
        polled: true,
        polling: { cycleMs: 600, staleMs: 5000, orders: "refused" },
        booksTrusted: 3,
      },
    ]);
    const book = await get(engine, `/books/kalshi:${TICKERS[1]}:yes`);
    expect(book).toMatchObject({ live: true, trusted: true, polled: true, bestBid: "0.4000", bestAsk: "0.4500" });

    // What the feed's own thread asks for is counted beside main's clients.
    const { clients } = (await get(engine, "/limits")) as { clients: { name: string; counters: { calls: number } }[] };
    expect(clients.map(({ name }) => name)).toEqual(["kalshi", "kalshi-polling"]);
    expect(clients[1]?.counters.calls).toBeGreaterThanOrEqual(TICKERS.length);

    // A change arrives with the next cycle.
    venue.exchange.applyLevels(1, [{ side: BID, price: 4200, size: 5_000_000 }], Date.now() * 1000);
    const hasMoved = () => {
      const read = engine.view.readBook(2, 1);
      return typeof read === "object" && read.bids[0]?.price === 4200;
    };
    expect(await awaitCondition(hasMoved, WAIT_MS_MAX)).toBeDefined();
    expect(engine.view.trust(2)).toMatchObject({ trusted: true, polled: true });

    // Strategies see the books, the gate lets nothing through.
    expect(await awaitCondition(() => (engine.view.risk().refusals.book_polled ?? 0) > 0, WAIT_MS_MAX)).toBeDefined();
    expect(engine.view.risk().ordersOpen).toBe(0);
    expect(engine.view.risk().refusals).toEqual({ book_polled: expect.any(Number) });

    // The venue turns us away: polling pauses, books age out and say so; then all is well again.
    expect(venue.chaos({ fault: "too_many_requests", args: { count: 1, durationMs: 8000 } })).toMatchObject({
      ok: true,
    });
    expect(await awaitCondition(() => kalshi(engine)?.booksTrusted === 0, WAIT_MS_MAX)).toBeDefined();
    expect(kalshi(engine)?.counters).toMatchObject({ books_stale: 3 });
    expect(kalshi(engine)?.counters.polls_throttled).toBeGreaterThan(0);
    expect(
      await awaitCondition(() => areTrusted(engine) && kalshi(engine)?.connected === true, WAIT_MS_MAX),
    ).toBeDefined();

    // Its worker dies: the supervisor ends what was live, and the next worker reads everything anew.
    const before = engine.view.trust(2).epoch;
    engine.topology.crash("kalshi");
    const isBack = () => engine.view.trust(2).epoch > before && areTrusted(engine);
    expect(await awaitCondition(isBack, WAIT_MS_MAX)).toBeDefined();
    expect(engine.view.trust(2)).toMatchObject({ trusted: true, polled: true });
  },
  SLICE_MS_MAX,
);

test(
  "polled: behavior: where that is allowed, simulated orders rest on polled books through every poll",
  async () => {
    const venue = startStillKalshi();
    await using stage = new AsyncDisposableStack();
    stage.defer(() => venue.stop());
    const { engine } = stage.use(await startEngine(venue, "inline", "paper"));
    expect(await awaitCondition(() => engine.view.risk().ordersOpen > 0, WAIT_MS_MAX)).toBeDefined();
    expect(kalshi(engine)?.polling?.orders).toBe("paper");
    const { polls } = kalshi(engine)?.counters ?? {};
    expect(
      await awaitCondition(() => (kalshi(engine)?.counters.polls ?? 0) > (polls ?? 0) + 9, WAIT_MS_MAX),
    ).toBeDefined();
    expect(engine.view.risk().refusals.book_polled).toBeUndefined();
    expect(engine.view.risk().ordersOpen).toBeGreaterThan(0);
    const ended = engine.view.orders({ before: Number.MAX_SAFE_INTEGER, limit: 100 }).map(({ reason }) => reason);
    expect(ended).not.toContain("epoch_ended");
  },
  SLICE_MS_MAX,
);
