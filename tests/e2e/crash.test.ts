import { test } from "bun:test";
import { CRASH_VENUES } from "../prove/crash/crash-venue.ts";
import { proveCrashes } from "../prove/crash.ts";
import { runSlice, SLICE_MS_MAX } from "./run-slice.ts";

/** Some that both venues have, and some of each. */
const POINTS = [
  "torn prepared",
  "post sent",
  "batch answer read",
  "booked matched",
  "as-of answer read",
  "amend sent",
  "decrease: logged amending",
  "settlement: hear payout",
  "plan: batch sent",
  "recovery: post sent",
  "recovery: cancel sent",
];

for (const venue of CRASH_VENUES)
  test(
    `SIGKILL of a trading process on ${venue.name}: behavior: the next one takes up its log, and its books are the venue's`,
    async () => {
      const slice = [{ ...venue, points: venue.points.filter((one) => POINTS.includes(one)) }];
      await runSlice((options, findings) => proveCrashes(options, findings, slice), { times: 1, seed: 1 });
    },
    SLICE_MS_MAX,
  );
