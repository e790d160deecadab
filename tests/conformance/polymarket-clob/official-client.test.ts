import { describe, expect, test } from "bun:test";
import { ClobClient } from "@polymarket/clob-client-v2";
import { compareFields } from "../compare-fields.ts";
import { ACCOUNT_CASES } from "./account-cases.ts";
import type { CaseTable } from "./conformance-case.ts";
import { EXCUSED } from "./excused.ts";
import { PUBLIC_CASES } from "./public-cases.ts";
import { Scene } from "./scene.ts";
import { TRADING_CASES } from "./trading-cases.ts";

const CASES: CaseTable = { ...PUBLIC_CASES, ...ACCOUNT_CASES, ...TRADING_CASES };
/** As the class itself has them: a new one fails until it has a case or a reason. */
const OFFICIAL_METHODS = Object.getOwnPropertyNames(ClobClient.prototype).filter((name) => name !== "constructor");

test("conformance: behavior: every method of the official class has a case or a reason, and none of them is gone", () => {
  const known = new Set([...Object.keys(CASES), ...Object.keys(EXCUSED)]);
  expect(OFFICIAL_METHODS.filter((name) => !known.has(name))).toEqual([]);
  expect([...known].filter((name) => !OFFICIAL_METHODS.includes(name))).toEqual([]);
  expect(Object.keys(CASES).filter((name) => name in EXCUSED)).toEqual([]);
});

describe("conformance: the official client and ours read the same", () => {
  test.each(Object.keys(CASES))("%s", async (name) => {
    const one = CASES[name];
    const scene = Scene.open();
    try {
      one?.prepare?.(scene);
      const official = await one?.official(scene);
      const ours = await one?.ours(scene);
      expect(compareFields(official, ours)).toEqual([]);
      // An empty answer on both sides would prove nothing, unless emptiness is the answer.
      if (name !== "getPreMigrationOrders") expect(JSON.stringify(official ?? "")).not.toMatch(/^(""|\[\]|\{\})$/);
    } finally {
      await scene.close();
    }
  });
});
