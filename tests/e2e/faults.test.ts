import { test } from "bun:test";
import { faults, proveFaultsOnSockets } from "../prove/faults.ts";
import { runSlice, SLICE_MS_MAX } from "./run-slice.ts";

test(
  "live orders: behavior: under every fault plan the ledger ends as the venue's books",
  async () => {
    await runSlice(faults.run, { times: 25, sockets: 0, seed: 1 });
  },
  SLICE_MS_MAX,
);

/** Its plan is a busy one on either venue. */
const BUSY_SEED = 103;

test(
  "live orders: behavior: over real sockets, too, the ledger ends as the venue's books",
  async () => {
    await runSlice(proveFaultsOnSockets, { times: 1, seed: BUSY_SEED });
  },
  SLICE_MS_MAX,
);
