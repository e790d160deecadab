import { test } from "bun:test";
import { proveLargeFrame } from "../prove/counters.ts";
import { runSlice, SLICE_MS_MAX } from "./run-slice.ts";

test(
  "counters: behavior: balance over a first frame that is larger than the ring",
  async () => {
    await runSlice((options, findings) => proveLargeFrame(options, findings, [100, 200]), { seed: 7 });
  },
  SLICE_MS_MAX,
);
