import { expect, test } from "bun:test";
import { benchPrivateRest } from "./private-rest.bench.ts";

test("benchPrivateRest: behavior: every candidate's requests arrive, ours and the official ones with the same body", async () => {
  const results = await benchPrivateRest({ calls: 20, warmup: 2 });
  expect(results.map(({ requests }) => requests)).toEqual([20, 20, 20, 20, 20]);
  for (const { usP50, usMax, bytes } of results) {
    expect(usP50).toBeGreaterThan(0);
    expect(usMax).toBeGreaterThanOrEqual(usP50);
    expect(bytes).toBeGreaterThan(20 * 100);
  }
});
