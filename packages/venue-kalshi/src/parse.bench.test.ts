import { expect, test } from "bun:test";
import { hasFixtures } from "@augury/testkit";
import { benchParse } from "./parse.bench.ts";

test.skipIf(!hasFixtures())(
  "benchParse: behavior: every recorded message type is timed and gives its slots",
  async () => {
    const results = await benchParse(200, 1);
    expect(results.map(({ message }) => message).sort()).toEqual(["orderbook_delta", "orderbook_snapshot", "trade"]);
    for (const { checksum, frames } of results) expect(checksum).toBeGreaterThanOrEqual(frames);
  },
);
