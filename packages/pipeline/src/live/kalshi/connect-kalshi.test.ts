import { expect, test } from "bun:test";
import { systemClock } from "@augury/core";
import type { LiveNews } from "@augury/model";
import { type Scheduler, systemScheduler } from "@augury/net";
import type { DeskSeams } from "../live-desk.ts";
import { connectKalshi } from "./connect-kalshi.ts";
import { KalshiRigVenue } from "./kalshi-rig-venue.ts";

const TRIES_MAX = 1_000;
const TICK_MS = 10;
/** Longer than any set of headers stays ready. */
const LATER_MS = 600;

/** Nothing is traded here. */
const SEAMS: DeskSeams = {
  isLive: () => true,
  report: () => {},
  alarm: () => {},
  log: { append: () => true },
  observe: () => {},
  stepOf: () => 100,
  positionOf: () => 0,
  tradesSinceMs: Date.now(),
};

test("connectKalshi: behavior: an adapter that was stopped signs nothing any more, and leaves no timer behind", async () => {
  const venue = new KalshiRigVenue();
  let timers = 0;
  const scheduler: Scheduler = {
    nowUs: () => systemScheduler.nowUs(),
    after: (delayMs, callback) => {
      timers++;
      return systemScheduler.after(delayMs, callback);
    },
  };
  const { environment, starts, table } = venue;
  if (!starts.kalshi) throw new Error("the rig trades on Kalshi");
  const context = { table, clock: systemClock, scheduler, environment, note: () => {} };
  const connected = await connectKalshi(starts.kalshi, context);
  if (!connected.ok) throw new Error(connected.error);
  const adapter = connected.value.adapter(SEAMS);
  let isUp = false;
  const news: LiveNews = {
    openCount: 0,
    onPosted: () => {},
    onAmended: () => {},
    onFacts: () => {},
    onLookedUp: () => {},
    onSnapshot: () => {},
    onStream: (up) => {
      isUp = up;
    },
  };
  adapter.start(news, []);
  for (let tries = 0; tries < TRIES_MAX && !isUp; tries++) {
    venue.advance();
    await Bun.sleep(TICK_MS);
  }
  expect([isUp, timers > 0]).toEqual([true, true]);
  await adapter.stop();
  const before = timers;
  await Bun.sleep(LATER_MS);
  expect(timers).toBe(before);
  connected.value.close();
  await venue.stop();
});
