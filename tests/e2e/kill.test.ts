import { test } from "bun:test";
import { kill } from "../prove/kill.ts";
import { runSlice, SLICE_MS_MAX } from "./run-slice.ts";

test(
  "SIGKILL: behavior: the journal replays and the next start repairs the rows",
  async () => {
    await runSlice(kill.run, { times: 3, seed: 7 });
  },
  SLICE_MS_MAX,
);
