import { expect, test } from "bun:test";
import { DriftLog } from "@augury/net";
import fc from "fast-check";
import { findMarkets } from "./find-markets.ts";
import { openGamma } from "./gamma/gamma-group.ts";

const rowOf = (number: number) => ({ id: String(number), conditionId: `0x${number}`, question: "?", icon: "x" });

/** Gamma with so many markets that puts at most `pageMax` into one page, whatever is asked for. */
function openRig(rows: readonly object[], pageMax: number) {
  const drift = new DriftLog();
  const asked: URL[] = [];
  const { client } = openGamma({
    drift,
    fetch: async (url) => {
      asked.push(new URL(url));
      const { limit, offset } = Object.fromEntries(new URL(url).searchParams);
      return Response.json(rows.slice(Number(offset), Number(offset) + Math.min(Number(limit), pageMax)));
    },
  });
  return { client, drift, asked };
}

test("findMarkets: behavior: discover finds as many as there are or as were asked for, however small the pages", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 700 }),
      fc.integer({ min: 20, max: 120 }),
      fc.integer({ min: 1, max: 800 }),
      async (total, pageMax, marketsMax) => {
        const { client, asked } = openRig(
          Array.from({ length: total }, (_, at) => rowOf(at)),
          pageMax,
        );
        const got = await findMarkets(client, { by: "discover", marketsMax });
        const ids = got.ok ? got.value.found.map(({ market }) => market.conditionId) : [];
        expect(ids).toEqual(Array.from({ length: Math.min(total, marketsMax) }, (_, at) => `0x${at}`));
        expect(asked.length).toBeLessThanOrEqual(Math.ceil(Math.min(total, marketsMax) / Math.min(pageMax, 100)) + 7);
      },
    ),
    { numRuns: 25 },
  );
});

test("findMarkets: behavior: a market that comes twice is one, one that does not fit is skipped with its field", async () => {
  const { client, drift } = openRig([rowOf(1), rowOf(1), { ...rowOf(2), question: 7, odd: 1 }], 100);
  const got = await findMarkets(client, { by: "slugs", values: ["a", "b"] });
  expect(got.ok && got.value.found).toHaveLength(1);
  expect(got.ok && got.value.skipped.map(({ message }) => message)).toEqual([expect.stringContaining("question")]);
  // The icon is known and not read; what nobody knows is drift all the same.
  expect(drift.entries().map(({ endpoint, path }) => [endpoint, path])).toEqual([["markets", "[].odd"]]);
});
