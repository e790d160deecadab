import { runSettlementSchedule } from "@augury/portfolio";
import type { Proof } from "./proof.ts";

const SCHEDULES = 1_000_000;
const SAY_EVERY = 250_000;

/** The ledger of settled and promised things over random schedules: each is checked after every telling. */
export const ledger: Proof = {
  name: "ledger",
  summary: "a million random settlement schedules balance to the micro-unit, whatever order they are told in",
  run: async ({ times = SCHEDULES, seed, say }, findings) => {
    let tellings = 0;
    for (let at = 0; at < times; at++) {
      const result = runSettlementSchedule(seed + at);
      tellings += result.tellings;
      findings.equal(result.problem, undefined, `schedule ${seed + at} balances`);
      if ((at + 1) % SAY_EVERY === 0) say(`${at + 1} schedules, ${tellings} tellings`);
    }
    findings.row("schedules", "tellings");
    findings.row(String(times), String(tellings));
  },
};
