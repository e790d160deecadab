import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { BENCHES } from "./benches.ts";
import { OWN_BENCHES } from "./own-benches.ts";

test("OWN_BENCHES: default: each is there, under a name of its own", () => {
  const names = [...BENCHES, ...OWN_BENCHES].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { file } of OWN_BENCHES) expect(existsSync(resolve(import.meta.dir, "../../..", file))).toBe(true);
});
