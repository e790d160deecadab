import { expect, test } from "bun:test";
import { SeenSet } from "./seen-set.ts";

test("SeenSet: behavior: remembers the last few and lets the oldest go", () => {
  const seen = new SeenSet(2);
  expect(["a", "b", "a", "c", "b", "a"].map((text) => seen.add(text))).toEqual([true, true, false, true, false, true]);
  expect(seen.size).toBe(2);
});
