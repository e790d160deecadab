import { expect, test } from "bun:test";
import { HttpConfig, HttpOverride, mergeHttpConfig } from "./http-config.ts";

test("HttpConfig: default", () => {
  expect(HttpConfig.parse({})).toEqual({
    retry: { attemptsMax: 3, initialMs: 100, maxMs: 30_000, multiplier: 2 },
    keepAlive: { idlePerHostMax: 10, idleMs: 90_000 },
    headersTimeoutMs: 10_000,
    attemptTimeoutMs: 30_000,
    callTimeoutMs: 120_000,
    concurrencyMax: 10,
    priorityConcurrencyMax: 14,
    queuedMax: 256,
    bodyBytesMax: 33_554_432,
    redirectsMax: 3,
    userAgent: "augury",
  });
});

test("HttpConfig: error: unknown keys and impossible values, in overrides as well", () => {
  for (const bad of [{ tls: false }, { retry: { attemptsMax: 0 } }, { retry: { jitter: 1 } }, { bodyBytesMax: 0 }]) {
    expect(HttpConfig.safeParse(bad).success).toBe(false);
    expect(HttpOverride.safeParse(bad).success).toBe(false);
  }
});

test("mergeHttpConfig: behavior: a source's own settings, else the common ones, else the defaults, field by field", () => {
  const common = HttpOverride.parse({ headersTimeoutMs: 5000, retry: { attemptsMax: 2, maxMs: 1000 } });
  const source = HttpOverride.parse({
    headersTimeoutMs: 7000,
    retry: { maxMs: 2000 },
    keepAlive: { idlePerHostMax: 2 },
  });
  expect(mergeHttpConfig(common, source)).toMatchObject({
    headersTimeoutMs: 7000,
    attemptTimeoutMs: 30_000,
    retry: { attemptsMax: 2, initialMs: 100, maxMs: 2000 },
    keepAlive: { idlePerHostMax: 2, idleMs: 90_000 },
  });
  expect(mergeHttpConfig(common)).toMatchObject({ headersTimeoutMs: 5000, retry: { maxMs: 1000 } });
});

test("HttpOverride: behavior: names every setting that HttpConfig has", () => {
  const shapes = [HttpConfig, HttpOverride].map((schema) => Object.keys(schema.shape).toSorted());
  expect(shapes[1]).toEqual(shapes[0] ?? []);
  expect(HttpOverride.safeParse(HttpConfig.parse({})).success).toBe(true);
});
