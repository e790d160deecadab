import { expect, test } from "bun:test";
import { SimScheduler } from "@augury/net/sim";
import { HeadersAhead, type LateSigner } from "./headers-ahead.ts";

const ROUTE = { method: "POST", path: "/trade-api/v2/portfolio/events/orders" };

/** A signer whose headers say when they were made, and where. */
class CountingSigner implements LateSigner {
  made = 0;
  fails = false;

  headers(timeMs: number, method: string, path: string) {
    return { n: String(++this.made), at: String(timeMs), of: `${method} ${path}`, where: "spot" };
  }

  async headersLater(timeMs: number, method: string, path: string) {
    if (this.fails) throw new Error("no");
    return { ...this.headers(timeMs, method, path), where: "aside" };
  }
}

function open({ ageMsMax = 250 } = {}) {
  const scheduler = new SimScheduler();
  const signer = new CountingSigner();
  let skewMs = 0;
  const venueMs = () => scheduler.nowUs() / 1000 + skewMs;
  const ahead = new HeadersAhead({ signer, routes: [ROUTE], scheduler, venueMs, ageMsMax });
  ahead.start();
  const ask = () => ahead.headers(venueMs(), ROUTE.method, ROUTE.path) as Record<string, string>;
  return { ahead, ask, scheduler, signer, skew: (ms: number) => (skewMs += ms), venueMs };
}

test("HeadersAhead: default: a set that is ready, used once, never older than allowed", async () => {
  const { ahead, ask, scheduler, venueMs } = open();
  const seen = new Set<string>();
  for (let i = 0; i < 200; i++) {
    await scheduler.advance(1 + ((i * 37) % 400));
    const got = ask();
    expect(got.of).toBe("POST /trade-api/v2/portfolio/events/orders");
    expect(got.where).toBe("aside");
    expect(Math.abs(venueMs() - Number(got.at))).toBeLessThanOrEqual(250);
    seen.add(got.n as string);
  }
  expect(seen.size).toBe(200);
  expect(ahead.counts).toEqual({ ahead: 200, onTheSpot: 0, failed: 0 });
});

test("HeadersAhead: behavior: a burst is signed on the spot", async () => {
  const { ask, scheduler } = open();
  await scheduler.advance(1);
  expect([ask(), ask(), ask()].map(({ where }) => where)).toEqual(["aside", "spot", "spot"]);
  await scheduler.advance(1);
  expect(ask().where).toBe("aside");
});

test("HeadersAhead: behavior: a correction of the venue's clock makes what is ready useless", async () => {
  const { ask, scheduler, skew, venueMs } = open();
  await scheduler.advance(1);
  skew(5_000);
  const got = ask();
  expect(got.where).toBe("spot");
  expect(Number(got.at)).toBe(venueMs());
  await scheduler.advance(1);
  expect(ask().where).toBe("aside");
});

test("HeadersAhead: behavior: another route is none of its business", async () => {
  const { ahead, scheduler } = open();
  await scheduler.advance(1);
  expect(ahead.headers(1, "DELETE", ROUTE.path)).toMatchObject({ at: "1", of: `DELETE ${ROUTE.path}`, where: "spot" });
  expect(ahead.counts.onTheSpot).toBe(0);
});

test("HeadersAhead: error: a signature aside that fails is counted, and tried again", async () => {
  const { ahead, ask, scheduler, signer } = open();
  signer.fails = true;
  await scheduler.advance(1);
  ask();
  await scheduler.advance(1_000);
  expect(ahead.counts.failed).toBeGreaterThan(2);
  expect(ask().where).toBe("spot");
  signer.fails = false;
  await scheduler.advance(1_000);
  expect(ask().where).toBe("aside");
});

test("HeadersAhead: behavior: once stopped it signs on the spot and keeps no timer", async () => {
  const { ahead, ask, scheduler } = open();
  await scheduler.advance(1);
  ahead.stop();
  expect(ask().where).toBe("spot");
  expect(scheduler.pending).toBe(0);
});
