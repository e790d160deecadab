import { expect, test } from "bun:test";
import { benchJournal } from "./journal.bench.ts";

test("benchJournal: default: reads back what it wrote", () => {
  expect(benchJournal(1000).checksum).toBe(500_500);
});
