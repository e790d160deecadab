import type { DoctorCheck } from "../doctor-check.ts";
import { configOf } from "../doctor-context.ts";
import { fine, warn } from "../finding.ts";

/** Feeds, decision, executor, recorder and main: below that many cores threads wait for each other, which is no failure. */
const CORES_COMFORTABLE = 4;

/** Whether the topology suits the machine. */
export const cores: DoctorCheck = {
  name: "cores",
  summary: "processor cores and the topology",
  needsConfig: true,
  run: (context) => {
    const { topology, wakeMode } = configOf(context);
    const count = context.machine.cores;
    const has = `${count} ${count === 1 ? "core" : "cores"}`;
    if (count === 1 && topology === "workers")
      return [warn(`${has}, and topology is workers: its threads take turns`, "set topology: inline")];
    if (count < CORES_COMFORTABLE && topology === "workers" && wakeMode !== "park")
      return [warn(`${has}, and wakeMode ${wakeMode} burns one of them`, "set wakeMode: park")];
    return [fine(`${has}, topology ${topology}`)];
  },
};
