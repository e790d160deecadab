import { expect, test } from "bun:test";
import { Prng } from "@augury/core";
import { hasFixtures, readFixture } from "@augury/testkit";
import fc from "fast-check";
import { toMetric } from "./metric.ts";
import { METHOD_OF } from "./recorded-answers.ts";
import { SOURCES } from "./sources.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const ODD: readonly Json[] = [null, "", "x", "1e999", "99999999999999999999", -1, 0, 1e308, 9e15, true, [], {}, [[]]];

/** Returns a copy with one value somewhere exchanged for `odd`. */
function exchangeOne(json: Json, odd: Json, prng: Prng): Json {
  if (json === null || typeof json !== "object") return odd;
  const keys = Object.keys(json);
  if (keys.length === 0 || prng.chance(0.05)) return odd;
  const key = prng.pick(keys);
  const inner = exchangeOne((json as Record<string, Json>)[key] as Json, odd, prng);
  return Array.isArray(json) ? json.map((one, at) => (String(at) === key ? inner : one)) : { ...json, [key]: inner };
}

function metricsOf(fixture: string, json: Json) {
  const source = SOURCES.find(({ name }) => name === fixture.split("/")[0]);
  const method = source?.methods.find(({ name }) => name === METHOD_OF[fixture]);
  if (!method) throw new Error(`there must be a method for ${fixture}`);
  const parsed = method.answer.safeParse(json);
  if (!parsed.success) return [];
  const params = method.params.parse(method.example);
  const origin = { source: fixture, endpoint: method.name, fetchedTimeUs: 1 };
  return method.toReadings(parsed.data, params).map((reading) => toMetric(reading, origin));
}

test.skipIf(!hasFixtures())(
  "odd answers: behavior: one odd value is refused or harmless, never thrown at",
  async () => {
    const bodies = new Map<string, Json>();
    for (const name of Object.keys(METHOD_OF)) bodies.set(name, JSON.parse(await readFixture(`${name}.json`)));
    let accepted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...bodies.keys()), fc.constantFrom(...ODD), fc.integer(), (name, odd, seed) => {
        const metrics = metricsOf(name, exchangeOne(bodies.get(name) ?? null, odd, new Prng(seed)));
        if (metrics.length > 0) accepted++;
        for (const { value, timeMs, name: metric } of metrics) {
          expect(Number.isFinite(value) && Number.isFinite(timeMs) && metric.length > 0).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
    // Otherwise nothing but refusals has been seen.
    expect(accepted).toBeGreaterThan(100);
  },
);
