import { test } from "bun:test";
import { proveFaults } from "../prove/chaos.ts";
import { runSlice, SLICE_MS_MAX } from "./run-slice.ts";

test(
  "chaos: behavior: faults are visible and end with books that are trusted and right",
  async () => {
    const faults = ["gap", "truncate", "duplicate", "half_open", "too_many_requests"];
    await runSlice((options, findings) => proveFaults(options, findings, faults), { seed: 7 });
  },
  SLICE_MS_MAX,
);
