import { afterAll, beforeAll, expect, test } from "bun:test";
import { dataMethods, gammaMethods } from "@augury/venue-polymarket";
import { createPublicClient } from "@polymarket/client";
import { compareFields } from "../compare-fields.ts";
import { asOnTheWire, likeOfficial } from "./as-on-the-wire.ts";
import { DATA_CASES, GAMMA_CASES } from "./cases.ts";
import { EXCUSED } from "./excused.ts";
import { Scene } from "./scene.ts";

const CASES = { ...GAMMA_CASES, ...DATA_CASES };
/** As the client itself has them: a new one fails until it has a case or a reason. */
const OFFICIAL_METHODS = Object.entries(createPublicClient()).flatMap(([name, one]) =>
  typeof one === "function" ? [name] : [],
);
/** Calls that this version of the official client cannot make: judged by the simulated venue's own state, in the package's tests. */
const OURS_ALONE = /^(health|v2-.*)$/;
/** Nobody trades over builders in the scene. */
const EMPTY = /Builder/;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

test("conformance: behavior: every method of the official client has a case or a reason, and none of them is gone", () => {
  const known = [...Object.keys(CASES), ...Object.keys(EXCUSED)];
  expect(known.toSorted()).toEqual(OFFICIAL_METHODS.toSorted());
});

test("conformance: behavior: every method of ours is asked beside the official client, or is beyond it", () => {
  const asked = new Set(Object.values(CASES).flatMap(({ methods }) => methods));
  const ours = [...gammaMethods.GAMMA_METHODS, ...dataMethods.DATA_METHODS].map(({ name }) => name);
  expect(ours.filter((name) => !asked.has(name) && !OURS_ALONE.test(name))).toEqual([]);
  expect([...asked].filter((name) => !ours.includes(name))).toEqual([]);
});

test.each(Object.keys(CASES))("conformance: the official client and ours read the same: %s", async (name) => {
  const { official, ours, keep } = CASES[name] as (typeof CASES)[string];
  const theirs = asOnTheWire(await official(scene), keep);
  expect(compareFields(theirs, likeOfficial(theirs, await ours(scene)))).toEqual([]);
  // An empty answer on both sides would prove nothing.
  if (!EMPTY.test(name)) expect(JSON.stringify(theirs)).not.toMatch(/^(\[\]|\{\})$/);
});
