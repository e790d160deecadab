import { type FaultPlan, FaultyExchange } from "@augury/execution";
import type { Proof } from "./proof.ts";

const SEEDS = 10_000;
const STEPS = 1_000;
const SAY_EVERY = 2_500;

const STORM: FaultPlan = {
  requestLost: 0.1,
  replyLost: 0.2,
  eventLost: 0.2,
  eventRepeated: 0.3,
  listingIncomplete: 0.3,
  crash: 0,
  delayMsMax: 400,
};
/** Half the seeds also kill the process, about four times each. */
const CRASHES: FaultPlan = { ...STORM, crash: 0.004 };

/** Orders at a venue behind a bad network, on virtual time. */
export const orders: Proof = {
  name: "orders",
  summary: "under lost, late and repeated news and crashes no order is sent twice, none is lost, no fill is missed",
  run: async ({ times = SEEDS, seed, say }, findings) => {
    const sums = { orders: 0, crashes: 0, unknownOutcomes: 0 };
    for (let at = 0; at < times; at++) {
      const run = new FaultyExchange(seed + at, at % 2 === 0 ? STORM : CRASHES).run(STEPS);
      findings.equal(run.problem, undefined, `seed ${seed + at}: our belief is the venue's`);
      sums.orders += run.orders;
      sums.crashes += run.crashes;
      sums.unknownOutcomes += run.unknownOutcomes;
      if ((at + 1) % SAY_EVERY === 0) say(`${at + 1} seeds, ${sums.orders} orders`);
    }
    findings.row("seeds", "orders at the venue", "unknown outcomes", "crashes");
    findings.row(times, sums.orders, sums.unknownOutcomes, sums.crashes);
    findings.expect(sums.unknownOutcomes > 0 && sums.crashes > 0, "the faults happened");
  },
};
