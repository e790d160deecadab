import { test } from "bun:test";
import { proveCrashes } from "../prove/crash.ts";
import { runSlice, SLICE_MS_MAX } from "./run-slice.ts";

const POINTS = ["torn prepared", "post sent", "batch answer read", "booked matched", "recovery: cancel sent"];

test(
  "SIGKILL of a trading process: behavior: the next one takes up its log, and its books are the venue's",
  async () => {
    await runSlice((options, findings) => proveCrashes(options, findings, POINTS), { times: 1, seed: 1 });
  },
  SLICE_MS_MAX,
);
