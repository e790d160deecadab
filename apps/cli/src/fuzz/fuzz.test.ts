import { expect, test } from "bun:test";
import { FIXTURES_DIR } from "@augury/testkit";
import { VenueFuzzer } from "./venue-fuzzer.ts";

const FRAMES = 20_000;
const SEED = 20_261_121;

for (const venue of ["polymarket", "kalshi"] as const) {
  test(`fuzz: ${venue}: ${FRAMES} mutated frames give the slots of JSON.parse and the schema, and crash nothing`, async () => {
    const fuzzer = await VenueFuzzer.open(venue, FIXTURES_DIR, SEED);
    while (fuzzer.counts.frames < FRAMES) {
      const failure = fuzzer.step();
      if (failure)
        throw new Error(
          `seed ${SEED}, frame ${failure.frame}: ${failure.problem}: ${Buffer.from(failure.bytes).toString("latin1")}`,
        );
    }
    const { accepted, fallback, refused } = fuzzer.counts;
    expect(accepted + fallback + refused).toBe(FRAMES);
    expect(accepted / FRAMES).toBeGreaterThan(0.05);
    expect(refused / FRAMES).toBeGreaterThan(0.05);
  }, 120_000);
}
