import { expect, test } from "bun:test";
import fc from "fast-check";
import { giveUpMs } from "./give-up-ms.ts";
import { LiveConfig } from "./live-config.ts";
import { LiveRig } from "./live-rig.ts";

const KEY = "key-1";
const NEVER_MS = 3_600_000;

/** Sends an order that the venue never gets, answers each look-up at once, and returns after how many ms the order was given up. */
function givenUpAfterMs(config: Partial<LiveConfig>): number {
  const rig = LiveRig.ready({ ...config, snapshotMs: NEVER_MS, cancelAgainMs: NEVER_MS });
  const sentUs = rig.nowUs;
  rig.submit();
  rig.venue.onPosted(KEY, { kind: "unknown" }, rig.nowUs);
  while (rig.venue.openCount > 0) {
    rig.nowUs = rig.venue.nextDueUs;
    rig.venue.onTime(rig.nowUs);
    if (rig.takeDone().includes(`look up ${KEY}`))
      rig.venue.onLookedUp({ key: KEY, complete: true, facts: [] }, rig.nowUs);
  }
  return (rig.nowUs - sentUs) / 1000;
}

test("giveUpMs: default: an order that never arrived is given up after half a minute, and not later", () => {
  expect([giveUpMs(LiveConfig.parse({})), givenUpAfterMs({})]).toEqual([30_000, 30_000]);
});

test("giveUpMs: behavior: many answers take longer than the wait", () => {
  const config = LiveConfig.parse({ absentAfterMs: 100, absentAnswersMin: 4, lookUpMs: 200, lookUpMsMax: 500 });
  expect([giveUpMs(config), givenUpAfterMs(config)]).toEqual([1_600, 1_600]);
});

test("giveUpMs: behavior: nothing is given up sooner than it is worth waiting for, or later than this", () => {
  const ms = (max: number) => fc.integer({ min: 1, max });
  const configs = fc.record({
    absentAfterMs: ms(60_000),
    absentAnswersMin: fc.integer({ min: 2, max: 12 }),
    lookUpMs: ms(2_000),
    lookUpMsMax: ms(15_000),
  });
  fc.assert(
    fc.property(configs, (config) => {
      const afterMs = givenUpAfterMs(config);
      expect(afterMs).toBeGreaterThanOrEqual(config.absentAfterMs);
      expect(afterMs).toBeLessThanOrEqual(giveUpMs(LiveConfig.parse(config)));
    }),
  );
});
