import { expect, test } from "bun:test";
import { findUnknownFields } from "@augury/net";
import { fixtureNames, hasFixtures, readFixture } from "@augury/testkit";
import type { z } from "zod";
import { recordedShape } from "../recorded-shape.ts";
import * as methods from "./methods.ts";
import { toUnixMs } from "./unix-ms.ts";

const FOLDER = "polymarket/data";

/** Which method's answer each recorded one must be. */
const ANSWERS: Readonly<Record<string, z.ZodType>> = {
  "nautilus-data_api_positions_response.json": methods.positions.answer,
  "nautilus-data_api_trades_response.json": methods.trades.answer,
  "v1-data_activity-2026-06.json": methods.activity.answer,
  "v1-data_positions-2026-06.json": methods.positions.answer,
  "v1-data_trades-2026-06.json": methods.trades.answer,
  "v2-prices-history-2026-09-13.json": methods.v2PricesHistory.answer,
  "v2-trades-2026-09-14.json": methods.v2Trades.answer,
};

/** Which method's answer must name every field of each recorded shape. */
const SHAPES: Readonly<Record<string, z.ZodType>> = {
  "shape-data__activity.json": methods.activity.answer,
  "shape-data__closed-positions.json": methods.closedPositions.answer,
  "shape-data__holders.json": methods.holders.answer,
  "shape-data__positions.json": methods.positions.answer,
  "shape-data__v1_leaderboard.json": methods.leaderboard.answer,
  "shape-data__value.json": methods.value.answer,
};

function expectFit(schema: z.ZodType, json: unknown): void {
  expect(schema.safeParse(json).error?.issues ?? []).toEqual([]);
  expect(findUnknownFields(schema, json).map(({ path }) => path)).toEqual([]);
}

test.skipIf(!hasFixtures()).each(Object.keys(ANSWERS))("fixtures: %s fits, unknown fields none", async (name) => {
  expectFit(ANSWERS[name] as z.ZodType, JSON.parse(await readFixture(`${FOLDER}/${name}`)));
});

test.skipIf(!hasFixtures()).each(Object.keys(SHAPES))("fixtures: %s fits, unknown fields none", async (name) => {
  const side = name.includes("activity") ? "" : undefined;
  expectFit(SHAPES[name] as z.ZodType, recordedShape(await readFixture(`${FOLDER}/${name}`), { side }));
});

test.skipIf(!hasFixtures())("fixtures: v1 and v2 trades have a time in the year of their recording", async () => {
  const yearOf = (time: number | string) => new Date(toUnixMs(time) ?? 0).getUTCFullYear();
  const v1 = methods.trades.answer.parse(JSON.parse(await readFixture(`${FOLDER}/v1-data_trades-2026-06.json`)));
  const v2 = methods.v2Trades.answer.parse(JSON.parse(await readFixture(`${FOLDER}/v2-trades-2026-09-14.json`)));
  for (const { timestamp } of [...v1, ...v2.data]) expect(yearOf(timestamp)).toBe(2026);
  expect(v1.length + v2.data.length).toBeGreaterThan(4);
});

test.skipIf(!hasFixtures())("fixtures: none of the Data API's is left out", () => {
  const known = [...Object.keys(ANSWERS), ...Object.keys(SHAPES)].map((name) => `${FOLDER}/${name}`);
  expect(fixtureNames(FOLDER)).toEqual(known.toSorted());
});
