import { expect, test } from "bun:test";
import fc from "fast-check";
import { quotaShape } from "./bucket-shape.ts";
import { TokenBucket } from "./token-bucket.ts";

const SLOWDOWN = { factor: 0.5, paceMin: 0.1, everyMs: 1000, recoveryPerSecond: 0.02 };
const START = 1_700_000_000_000_000;
const SECOND = 1_000_000;

const anyShape = fc
  .record({
    capacity: fc.integer({ min: 1, max: 500 }),
    refillPerSecond: fc.double({ min: 0.01, max: 500, noNaN: true }),
    reserveShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
  })
  .map(({ reserveShare, ...shape }) => ({ ...shape, reserve: reserveShare * shape.capacity }));
/** Time since the step before, what is asked for, by whom, and whether the venue complains. */
const anyStep = fc.record({
  gapUs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30 * SECOND })),
  cost: fc.integer({ min: 1, max: 20 }),
  priority: fc.boolean(),
  throttledMs: fc.option(fc.integer({ min: 0, max: 5000 }), { freq: 8, nil: undefined }),
});
const anySteps = fc.array(anyStep, { maxLength: 120 });

interface Grant {
  readonly atUs: number;
  readonly cost: number;
}

/** Runs steps against a bucket as a budget would, and returns what was given and when. */
function play(
  bucket: TokenBucket,
  steps: readonly { gapUs: number; cost: number; priority: boolean; throttledMs: number | undefined }[],
): Grant[] {
  const grants: Grant[] = [];
  let nowUs = START;
  for (const { gapUs, cost, priority, throttledMs } of steps) {
    nowUs += gapUs;
    if (throttledMs !== undefined) bucket.throttled(throttledMs, nowUs);
    if (bucket.waitUs(cost, priority, nowUs) > 0) continue;
    bucket.take(cost, nowUs);
    grants.push({ atUs: nowUs, cost });
  }
  return grants;
}

/** Calls `check` with every stretch from one grant to a later one: its length and what was given in it. */
function eachStretch(grants: readonly Grant[], check: (us: number, given: number) => void): void {
  for (const [from, first] of grants.entries()) {
    let given = 0;
    for (const grant of grants.slice(from)) {
      given += grant.cost;
      check(grant.atUs - first.atUs, given);
    }
  }
}

/** Takes whatever the bucket gives, one token at a time, and comes back the very moment it says so, or a little later. */
function drain(bucket: TokenBucket, delaysUs: readonly number[]): Grant[] {
  const grants: Grant[] = [];
  let nowUs = START;
  for (const delayUs of delaysUs) {
    nowUs += delayUs;
    for (let taken = 0; taken < 200 && bucket.waitUs(1, true, nowUs) === 0; taken++) {
      bucket.take(1, nowUs);
      grants.push({ atUs: nowUs, cost: 1 });
    }
    nowUs += bucket.waitUs(1, true, nowUs);
  }
  return grants;
}

/** Mostly at once, sometimes after a rest that fills the bucket. */
const anyDelays = fc.array(
  fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 20 * SECOND })),
  {
    minLength: 100,
    maxLength: 150,
  },
);

test("TokenBucket: behavior: no interval ever sees more than the capacity and its refill, however greedy the caller", () => {
  fc.assert(
    fc.property(anyShape, anyDelays, (shape, delays) => {
      let worst = Number.NEGATIVE_INFINITY;
      eachStretch(drain(new TokenBucket(shape, SLOWDOWN, START), delays), (us, given) => {
        worst = Math.max(worst, given - shape.capacity - (shape.refillPerSecond * us) / SECOND);
      });
      expect(worst).toBeLessThanOrEqual(1e-3);
    }),
    { numRuns: 50 },
  );
});

test("TokenBucket: behavior: the same with 429s and calls of every price in between", () => {
  fc.assert(
    fc.property(anyShape, anySteps, (shape, steps) => {
      eachStretch(play(new TokenBucket(shape, SLOWDOWN, START), steps), (us, given) => {
        expect(given).toBeLessThanOrEqual(shape.capacity + (shape.refillPerSecond * us) / SECOND + 1e-3);
      });
    }),
  );
});

test("TokenBucket: behavior: a quota's bucket keeps the quota in every window, and gives nearly all of it", () => {
  const anyQuota = fc.record({
    quota: fc.integer({ min: 4, max: 60 }),
    windowMs: fc.integer({ min: 100, max: 60_000 }),
    share: fc.double({ min: 0.5, max: 1, noNaN: true }),
    burst: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
    reserve: fc.constant(0),
  });
  fc.assert(
    fc.property(anyQuota, anyDelays, (quota, delays) => {
      const most = (pauses: readonly number[]) => {
        let given = 0;
        eachStretch(drain(new TokenBucket(quotaShape(quota), SLOWDOWN, START), pauses), (us, sum) => {
          if (us < quota.windowMs * 1000) given = Math.max(given, sum);
        });
        return given;
      };
      expect(most(delays)).toBeLessThanOrEqual(quota.quota * quota.share + 1e-3);
      expect(most(Array(100).fill(0))).toBeGreaterThanOrEqual(Math.floor(quota.quota * quota.share) - 1);
    }),
    { numRuns: 50 },
  );
});

test("TokenBucket: behavior: the wait it names is enough, and no shorter one is", () => {
  fc.assert(
    fc.property(anyShape, anySteps, fc.integer({ min: 1, max: 20 }), fc.boolean(), (shape, steps, cost, priority) => {
      const replay = () => {
        const bucket = new TokenBucket(shape, SLOWDOWN, START);
        play(bucket, steps);
        return bucket;
      };
      const nowUs = START + steps.reduce((sum, { gapUs }) => sum + gapUs, 0);
      const waitUs = replay().waitUs(cost, priority, nowUs);
      if (waitUs === Number.POSITIVE_INFINITY) {
        expect(cost + (priority ? 0 : shape.reserve)).toBeGreaterThan(shape.capacity);
        return;
      }
      expect(replay().waitUs(cost, priority, nowUs + waitUs)).toBe(0);
      // The dust that the bucket forgives is worth some time at a slow refill.
      const early = waitUs - 2 - (1e-5 / (shape.refillPerSecond * SLOWDOWN.paceMin)) * SECOND;
      if (early > 0) expect(replay().waitUs(cost, priority, nowUs + Math.floor(early))).toBeGreaterThan(0);
    }),
  );
});

test("TokenBucket: behavior: ordinary calls never touch the reserve", () => {
  const ordinary = anySteps.map((steps) => steps.map((step) => ({ ...step, priority: false, throttledMs: undefined })));
  fc.assert(
    fc.property(anyShape, ordinary, (shape, steps) => {
      const bucket = new TokenBucket(shape, SLOWDOWN, START);
      play(bucket, steps);
      const nowUs = START + steps.reduce((sum, { gapUs }) => sum + gapUs, 0);
      expect(bucket.waitUs(shape.reserve, true, nowUs)).toBe(0);
    }),
  );
});

test("throttled: behavior: the pace halves once per second of complaints and comes back slowly", () => {
  const bucket = new TokenBucket({ capacity: 100, refillPerSecond: 10, reserve: 20 }, SLOWDOWN, START);
  for (let i = 0; i < 10; i++) bucket.throttled(undefined, START);
  expect(bucket.usage(START)).toMatchObject({ pace: 0.5, left: 20, blockedMs: 0 });
  bucket.throttled(undefined, START + SECOND);
  expect(bucket.usage(START + SECOND).pace).toBeCloseTo(0.26, 10);
  expect(bucket.usage(START + 11 * SECOND).pace).toBeCloseTo(0.46, 10);
  expect(bucket.usage(START + 100 * SECOND).pace).toBe(1);
  for (let second = 100; second < 130; second++) bucket.throttled(undefined, START + second * SECOND);
  expect(bucket.usage(START + 130 * SECOND).pace).toBeLessThan(0.13);
});

test("throttled: behavior: without Retry-After a cancel may still try, with one nobody may", () => {
  const bucket = new TokenBucket({ capacity: 100, refillPerSecond: 10, reserve: 20 }, SLOWDOWN, START);
  bucket.throttled(undefined, START);
  expect(bucket.waitUs(1, false, START)).toBeGreaterThan(0);
  expect(bucket.waitUs(1, true, START)).toBe(0);
  bucket.throttled(3000, START);
  expect(bucket.waitUs(1, true, START)).toBe(3 * SECOND);
  expect(bucket.usage(START).blockedMs).toBe(3000);
});

test("observe: behavior: less than we thought is believed, more is not", () => {
  const bucket = new TokenBucket({ capacity: 100, refillPerSecond: 10, reserve: 0 }, SLOWDOWN, START);
  bucket.observe(40, START);
  bucket.observe(90, START);
  expect(bucket.usage(START).left).toBe(40);
});

test("take: behavior: what was charged beyond the balance is paid back first", () => {
  const bucket = new TokenBucket({ capacity: 10, refillPerSecond: 10, reserve: 0 }, SLOWDOWN, START);
  bucket.take(30, START);
  expect(bucket.waitUs(1, true, START)).toBe(2.1 * SECOND);
});

test("reshape: behavior: new limits hold from now on and give nothing at once", () => {
  const bucket = new TokenBucket({ capacity: 10, refillPerSecond: 1, reserve: 0 }, SLOWDOWN, START);
  bucket.reshape({ capacity: 600, refillPerSecond: 200, reserve: 50 }, START);
  expect(bucket.usage(START)).toMatchObject({ capacity: 600, left: 10, reserve: 50 });
  expect(bucket.usage(START + SECOND).left).toBe(210);
});
