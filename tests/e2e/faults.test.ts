import { test } from "bun:test";
import { faults } from "../prove/faults.ts";
import { runSlice, SLICE_MS_MAX } from "./run-slice.ts";

test(
  "live orders: behavior: under every fault plan the ledger ends as the venue's books",
  async () => {
    await runSlice(faults.run, { times: 25, seed: 1 });
  },
  SLICE_MS_MAX,
);
