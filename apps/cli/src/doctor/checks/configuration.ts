import { loadCustomSources } from "@augury/engine";
import type { DoctorCheck } from "../doctor-check.ts";
import { fail, fine } from "../finding.ts";

/** Whether the engine would start on the configuration. */
export const configuration: DoctorCheck = {
  name: "config",
  summary: "the configuration, and the files that describe sources",
  needsConfig: false,
  run: ({ file, loaded, configProblems }) => {
    if (!loaded) return configProblems.map((problem) => fail(problem, "correct the file, or see config/engine.yaml"));
    const { mode, topology, sources } = loaded.config;
    const custom = loadCustomSources(sources);
    return [
      fine(`${file} is valid: mode ${mode}, topology ${topology}`),
      ...(custom.ok ? [] : custom.error.map((problem) => fail(problem, "correct the source's file"))),
    ];
  },
};
