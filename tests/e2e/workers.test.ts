import { test } from "bun:test";
import { workers } from "../prove/workers.ts";
import { runSlice, SLICE_MS_MAX } from "./run-slice.ts";

test(
  "workers: behavior: each comes back after a death, and nothing is lost or counted twice",
  async () => {
    await runSlice(workers.run, { times: 1, seed: 7 });
  },
  SLICE_MS_MAX,
);
