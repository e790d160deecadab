import { readSecret, secretRefs } from "@augury/engine";
import type { DoctorCheck } from "../doctor-check.ts";
import { configOf } from "../doctor-context.ts";
import { type Finding, fail, fine, warn } from "../finding.ts";

/** Whether the secrets that the configuration names are there and closed to others. None of them is ever shown. */
export const secrets: DoctorCheck = {
  name: "secrets",
  summary: "the variables and files that hold secrets",
  needsConfig: true,
  run: (context) => {
    const findings: Finding[] = [];
    let present = 0;
    for (const { path, ref, needed, without } of secretRefs(configOf(context))) {
      const secret = readSecret(ref, context.env);
      if (secret.ok) present++;
      else if (secret.error.code !== "missing")
        findings.push(fail(`${path}: ${secret.error.message}`, "close or replace it"));
      else if (needed) findings.push(warn(`${path}: ${secret.error.message}: ${without}`, "set it, if that is wanted"));
    }
    return [
      fine(`${present} of the secrets that the configuration names ${present === 1 ? "is" : "are"} there`),
      ...findings,
    ];
  },
};
