import { expect, test } from "bun:test";
import { benchStorage } from "./storage.bench.ts";

test("benchStorage: default: stores what it projects", () => {
  expect(benchStorage(100)).toMatchObject({ rows: 100, checksum: 5050 });
});
