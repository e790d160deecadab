import { expect, test } from "bun:test";
import { awaitCondition } from "../prove/await-condition.ts";
import { startEngine } from "../prove/proof-engine.ts";
import { Venues } from "../prove/venues.ts";
import { SLICE_MS_MAX } from "./run-slice.ts";

test.each(["workers", "inline"] as const)(
  "Kalshi's rate limits are read at the start, signed by the executor: %s",
  async (topology) => {
    const venues = await Venues.start(["--rate", "50"]);
    const { folder, key, manifest } = venues;
    const dataDir = `${folder}/data`;
    const engine = await startEngine({ manifest, key, dataDir, overrides: { topology } });
    try {
      const read = () =>
        engine.view
          .rateBudgets()
          .find(({ source }) => source === "kalshi")
          ?.allowances.find(({ name }) => name === "read");
      // The Basic tier's capacity is what a budget begins with; the simulated account has another tier.
      await awaitCondition(() => read()?.capacity === 300, SLICE_MS_MAX / 3);
      expect(read()).toMatchObject({ kind: "bucket", capacity: 300 });
    } finally {
      await engine.stop();
      await venues.stop();
    }
  },
  SLICE_MS_MAX,
);
