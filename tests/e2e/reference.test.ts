import { test } from "bun:test";
import { proveReference } from "../prove/reference.ts";
import { runSlice, SLICE_MS_MAX } from "./run-slice.ts";

test.each(["polybolt", "rtds"] as const)(
  "reference: behavior: prices from %s come, and come back after a freeze and a death",
  async (source) => {
    await runSlice((options, findings) => proveReference(source, options, findings), { seed: 11 });
  },
  SLICE_MS_MAX,
);
