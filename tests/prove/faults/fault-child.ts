import { attemptFaults } from "./attempt-faults.ts";
import type { FaultJob } from "./fault-job.ts";
import { runKalshiFaults } from "./kalshi-faults.ts";
import { runPolymarketFaults } from "./polymarket-faults.ts";

const { seed, times, venue } = JSON.parse(process.argv[2] ?? "") as FaultJob;
const run = venue === "kalshi" ? runKalshiFaults : runPolymarketFaults;
for (let at = 0; at < times; at++) process.stdout.write(`${JSON.stringify(await attemptFaults(run, seed + at))}\n`);
