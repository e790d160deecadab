import type { Command } from "../command.ts";

export const engine: Command = {
  name: "engine",
  summary: "runs the engine on a configuration until it is interrupted",
  example: "bun run augury engine --config config/engine.yaml",
  run: async (args) => (await import("./run-engine.ts")).runEngine(args),
};
