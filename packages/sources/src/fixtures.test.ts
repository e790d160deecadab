import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { findUnknownFields } from "@augury/net";
import { fixturePath, hasFixtures, readFixture } from "@augury/testkit";
import type { z } from "zod";
import { GlobalData } from "./alternativeme/schema.ts";
import { ERROR_CASES } from "./error-cases.ts";
import { METHOD_OF } from "./recorded-answers.ts";
import { SOURCES } from "./sources.ts";

/** One field on purpose: it is read by a test of its own below, and by the metrics' test. */
const PARTIAL = "alternativeme/global_fraction_partial_live_2026-09-14";
function schemaOf(fixture: string): z.ZodType {
  const source = SOURCES.find(({ name }) => name === fixture.split("/")[0]);
  const method = source?.methods.find(({ name }) => name === METHOD_OF[fixture]);
  if (!method) throw new Error(`there must be a method for ${fixture}`);
  return method.answer;
}

test.skipIf(!hasFixtures()).each(Object.keys(METHOD_OF))(
  "fixtures: %s fits its schema, unknown fields none",
  async (name) => {
    const json: unknown = JSON.parse(await readFixture(`${name}.json`));
    const schema = schemaOf(name);
    expect(schema.safeParse(json).error?.issues ?? []).toEqual([]);
    expect(findUnknownFields(schema, json).map(({ path }) => path)).toEqual([]);
  },
);

test.skipIf(!hasFixtures())("fixtures: the partial answer fits the schema of its one field", async () => {
  const json = JSON.parse(await readFixture(`${PARTIAL}.json`)) as { data: unknown };
  const share = GlobalData.pick({ bitcoin_percentage_of_market_cap: true }).strict().safeParse(json.data);
  expect(share.data).toEqual({ bitcoin_percentage_of_market_cap: 0.638978074972638 });
});

test.skipIf(!hasFixtures())("fixtures: none is read by no test", () => {
  const present = SOURCES.flatMap(({ name }) =>
    readdirSync(fixturePath(name))
      .filter((file) => file.endsWith(".json"))
      .map((file) => `${name}/${file.slice(0, -".json".length)}`),
  );
  expect(present.toSorted()).toEqual(
    [...Object.keys(METHOD_OF), ...new Set(ERROR_CASES.map(({ fixture }) => fixture)), PARTIAL].toSorted(),
  );
});
