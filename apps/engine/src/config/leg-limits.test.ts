import { expect, test } from "bun:test";
import { LegConfig } from "@augury/execution";
import { LegLimits, toLegConfig } from "./leg-limits.ts";

test("toLegConfig: default: what the executor takes by itself", () => {
  expect(toLegConfig(LegLimits.parse({}))).toEqual(LegConfig.parse({}));
});

test("toLegConfig: behavior: dollars become micro-dollars, and the rest is handed on", () => {
  const limits = LegLimits.parse({
    lossDollarsMax: 12.5,
    unwindLossDollarsMax: 0.29,
    settleMs: 400,
    unwindsPerLegMax: 1,
  });
  expect(toLegConfig(limits)).toMatchObject({
    lossMax: 12_500_000,
    unwindLossMax: 290_000,
    settleMs: 400,
    unwindsPerLegMax: 1,
  });
});

test("LegLimits: error: micro-dollars, negative money, unknown keys", () => {
  for (const wrong of [{ lossMax: 1 }, { lossDollarsMax: -1 }, { unwindsPerLegMax: 0 }, { bandTicks: 1 }])
    expect(LegLimits.safeParse(wrong).success).toBe(false);
});
