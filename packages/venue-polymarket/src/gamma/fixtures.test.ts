import { expect, test } from "bun:test";
import { findUnknownFields } from "@augury/net";
import { fixtureNames, hasFixtures, readFixture } from "@augury/testkit";
import { z } from "zod";
import { recordedShape } from "../recorded-shape.ts";
import { GammaEvent } from "./event-schema.ts";
import { GammaMarket } from "./market-schema.ts";
import { SportMetadata } from "./sports-schema.ts";
import { Tag } from "./tag-schema.ts";

const FOLDER = "polymarket/gamma";
const Markets = z.array(GammaMarket);
const Events = z.array(GammaEvent);

/** Which schema each recorded answer must fit. */
const ANSWERS: Readonly<Record<string, z.ZodType>> = {
  "event-crypto-updown-2026-06.json": z.union([Events, GammaEvent]),
  "events-2026-01.json": Events,
  "markets-2026-06.json": Markets,
  "markets-closed-batch.json": Markets,
  "nautilus-gamma_event.json": z.union([Events, GammaEvent]),
  "nautilus-gamma_market.json": GammaMarket,
  "nautilus-gamma_market_closed_binary_accepting_true.json": z.union([Markets, GammaMarket]),
  "nautilus-gamma_market_sports_market_money_line.json": z.union([Markets, GammaMarket]),
  "nautilus-gamma_tags.json": z.array(Tag),
};

/** Which schema must name every field of each recorded shape. */
const SHAPES: Readonly<Record<string, z.ZodType>> = {
  "shape-gamma__events.json": Events,
  "shape-gamma__markets.json": Markets,
  "shape-gamma__sports.json": z.array(SportMetadata),
  "shape-gamma__tags.json": z.array(Tag),
};
const DAY = "btc-5m-markets-2026-07-24.jsonl.gz";

function expectFit(schema: z.ZodType, json: unknown): void {
  expect(schema.safeParse(json).error?.issues ?? []).toEqual([]);
  expect(findUnknownFields(schema, json).map(({ path }) => path)).toEqual([]);
}

test.skipIf(!hasFixtures()).each(Object.keys(ANSWERS))("fixtures: %s fits, unknown fields none", async (name) => {
  expectFit(ANSWERS[name] as z.ZodType, JSON.parse(await readFixture(`${FOLDER}/${name}`)));
});

test.skipIf(!hasFixtures()).each(Object.keys(SHAPES))("fixtures: %s fits, unknown fields none", async (name) => {
  expectFit(SHAPES[name] as z.ZodType, recordedShape(await readFixture(`${FOLDER}/${name}`)));
});

test.skipIf(!hasFixtures())("fixtures: a whole day of 5-minute markets fits, unknown fields none", async () => {
  const lines = (await readFixture(`${FOLDER}/${DAY}`)).trim().split("\n");
  for (const line of lines) expectFit(GammaMarket, (JSON.parse(line) as { raw: unknown }).raw);
  expect(lines.length).toBeGreaterThan(280);
});

test.skipIf(!hasFixtures())("fixtures: none of Gamma's is left out", () => {
  const known = [...Object.keys(ANSWERS), ...Object.keys(SHAPES), DAY].map((name) => `${FOLDER}/${name}`);
  expect(fixtureNames(FOLDER)).toEqual(known.toSorted());
});
