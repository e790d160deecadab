import { expect, test } from "bun:test";
import fc from "fast-check";
import { kalshiTable } from "./kalshi-feed-rig.ts";
import { MarketIndex } from "./market-index.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const find = (index: MarketIndex, ticker: string): number => index.find(bytesOf(`--${ticker}--`), 2, 2 + ticker.length);

test("MarketIndex: default: finds the book owner of each ticker and nothing else", () => {
  const index = new MarketIndex(kalshiTable(["KXA-T1.5", "KXA-T2.5"], true));
  expect([find(index, "KXA-T1.5"), find(index, "KXA-T2.5"), find(index, "KXA-T3.5"), find(index, "")]).toEqual([
    0, 2, -1, -1,
  ]);
  expect([index.ofTicker("KXA-T2.5"), index.ofTicker("constructor")]).toEqual([2, -1]);
});

test("MarketIndex: behavior: remembers the ticker found last, whole, and not past the end", () => {
  const index = new MarketIndex(kalshiTable(["KXA", "KXAB"]));
  const text = bytesOf('"KXA","KXAB"');
  expect(index.matchRecent(text, 0, text.length)).toBe(-1);
  find(index, "KXA");
  expect([index.matchRecent(text, 0, text.length), index.recent]).toEqual([5, 0]);
  expect([index.matchRecent(text, 6, text.length), index.matchRecent(text, 0, 4)]).toEqual([-1, -1]);
});

test("MarketIndex: property: a thousand tickers of one event are all told apart", () => {
  const tickers = fc.uniqueArray(fc.stringMatching(/^[A-Z0-9.-]{1,24}$/), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(tickers, (suffixes) => {
      const all = suffixes.map((suffix) => `KXGOLD15M-26AUG101900-${suffix}`);
      const index = new MarketIndex(kalshiTable(all));
      for (const [at, ticker] of all.entries()) expect(find(index, ticker)).toBe(at);
      expect(find(index, "KXGOLD15M-26AUG101900-")).toBe(-1);
    }),
    { numRuns: 20 },
  );
});
