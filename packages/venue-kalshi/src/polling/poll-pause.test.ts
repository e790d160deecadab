import { expect, test } from "bun:test";
import { VenueError, type VenueErrorCode } from "@augury/model";
import { PollPause, scopeOf } from "./poll-pause.ts";
import { KalshiPollingConfig, planPolls } from "./polling-config.ts";

const CONFIG = KalshiPollingConfig.parse({ pauseMs: 1000, pauseMsMax: 8000 });
const error = (code: VenueErrorCode, retryAfterMs?: number) => new VenueError(code, "backoff", "x", { retryAfterMs });

/** Milliseconds that the pause lasts from `nowUs` on. */
function lengthOf(pause: PollPause, nowUs: number): number {
  let ms = 0;
  while (!pause.isOver(nowUs + ms * 1000)) ms++;
  return ms;
}

test("PollPause: behavior: its ceiling doubles up to the bound, one good read ends the row", () => {
  const pause = new PollPause(CONFIG, () => 0.9999);
  const lengths = [0, 1, 2, 3, 4].map((n) => {
    pause.failed(error("network"), n * 1e9);
    return lengthOf(pause, n * 1e9);
  });
  expect(lengths).toEqual([1000, 2000, 4000, 8000, 8000]);
  pause.succeeded();
  pause.failed(error("network"), 1e10);
  expect(lengthOf(pause, 1e10)).toBe(1000);
});

test("PollPause: behavior: at least as long as the venue asks for, the longest when it blocks", () => {
  const pause = new PollPause(CONFIG, () => 0);
  pause.failed(error("rate_limited", 3000), 0);
  expect(lengthOf(pause, 0)).toBe(3000);
  const blocked = new PollPause(CONFIG, () => 0);
  blocked.failed(error("blocked"), 0);
  expect(lengthOf(blocked, 0)).toBe(8000);
});

test("PollPause: behavior: reads that failed together do not shorten it", () => {
  const draws = [0.9, 0];
  const pause = new PollPause(CONFIG, () => draws.shift() ?? 0);
  pause.failed(error("timeout"), 0);
  pause.failed(error("timeout"), 1);
  expect(lengthOf(pause, 0)).toBe(900);
});

test.each([
  ["not_found", "market"],
  ["rejected", "market"],
  ["bad_payload", "market"],
  ["network", "venue"],
  ["timeout", "venue"],
  ["rate_limited", "venue"],
  ["blocked", "venue"],
  ["venue_down", "venue"],
  ["auth", "stop"],
] as const)("scopeOf: default: %s is about the %s", (code, scope) => {
  expect(scopeOf(error(code))).toBe(scope);
});

test("planPolls: default: the cycle grows when the markets are more than the limit lets through", () => {
  const config = KalshiPollingConfig.parse({ cycleMs: 2000, requestsPerSecondMax: 10, staleCycles: 3 });
  expect(planPolls(4, config)).toEqual({ markets: 4, cycleMs: 2000, gapMs: 500, staleMs: 6000 });
  expect(planPolls(200, config)).toEqual({ markets: 200, cycleMs: 20_000, gapMs: 100, staleMs: 60_000 });
  expect(planPolls(0, config).gapMs).toBe(2000);
  expect(planPolls(1, { ...config, cycleMs: 250 }).staleMs).toBe(5000);
});
