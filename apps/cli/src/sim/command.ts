import type { Command } from "../command.ts";

export const sim: Command = {
  name: "sim",
  summary: "runs both venues as a simulation, to try commands on: no keys, no network",
  example: "bun run augury sim --seed 7 --port 9090",
  run: async (args) => (await import("./run-sim.ts")).runSim(args),
};
