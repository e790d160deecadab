import { afterAll, expect, test } from "bun:test";
import { SOURCES } from "@augury/sources";
import { FakeSources } from "@augury/sources/sim";
import { exampleWords } from "../api/api-help.ts";
import { entriesOf } from "../api/command-group.ts";
import { commonFlags } from "../api/entry-flags.ts";
import { FakeIo } from "../api/fake-io.ts";
import { runProvider } from "../api/run-provider.ts";
import { fromSource } from "../api/source-group.ts";

const sources = FakeSources.start();
afterAll(() => sources.stop());
const ENV = Object.fromEntries([
  ...Object.entries(sources.urls()).map(([name, url]) => [`${name.toUpperCase()}_URL`, url]),
  ...SOURCES.flatMap(({ keyEnv }) => (keyEnv === undefined ? [] : [[keyEnv, "sim-key"]])),
  ["COINGECKO_PLAN", "pro"],
]);

const EXAMPLES = SOURCES.map(fromSource).flatMap((provider) =>
  provider.groups.flatMap((group) =>
    entriesOf(group).map((entry) => ({
      name: `${provider.name} ${entry.spec.name}`,
      provider,
      words: [entry.spec.name, ...exampleWords(entry, commonFlags(entry, true))],
    })),
  ),
);

test.each(EXAMPLES)("$name: behavior: the example that its help shows works", async ({ provider, words }) => {
  const io = new FakeIo(ENV);
  expect([await runProvider(provider, words, io), io.complaints]).toEqual([0, []]);
  expect(JSON.parse(io.out)).toBeDefined();
});

test("alternativeme fear-and-greed: behavior: limit is its own parameter, not a number of pages", async () => {
  const io = new FakeIo(ENV);
  const [provider] = SOURCES.map(fromSource).filter(({ name }) => name === "alternativeme");
  expect(provider && (await runProvider(provider, ["fear-and-greed", "--limit", "3"], io))).toBe(0);
  expect(JSON.parse(io.out).data).toHaveLength(3);
});

test("coingecko: error: a plan that is none", async () => {
  const io = new FakeIo({ ...ENV, COINGECKO_PLAN: "gold" });
  const [provider] = SOURCES.map(fromSource).filter(({ name }) => name === "coingecko");
  expect(provider && (await runProvider(provider, ["ping"], io))).toBe(2);
  expect(io.complaints.join("\n")).toContain("COINGECKO_PLAN");
});
