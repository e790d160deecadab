import { expect, test } from "bun:test";
import { findUnknownFields } from "@augury/net";
import { hasFixtures, readFixture } from "@augury/testkit";
import type { z } from "zod";
import { API_ENTRIES, nameOf } from "./api-entries.ts";
import { FIXTURE_CASES } from "./fixture-cases.ts";

const schemaOf = (method: string): z.ZodType => {
  const entry = API_ENTRIES.find((one) => nameOf(one) === method);
  if (!entry?.answer) throw new Error(`there must be a method ${method}`);
  return entry.answer;
};

test.skipIf(!hasFixtures()).each(FIXTURE_CASES)(
  "coverage: $method reads $fixture whole",
  async ({ method, fixture, read }) => {
    const json: unknown = JSON.parse(await readFixture(fixture));
    const answer = read ? read(json) : json;
    const schema = schemaOf(method);
    expect(schema.safeParse(answer).error?.issues ?? []).toEqual([]);
    expect(findUnknownFields(schema, answer).map(({ path }) => path)).toEqual([]);
  },
);
