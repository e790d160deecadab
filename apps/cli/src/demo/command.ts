import type { Command } from "../command.ts";

export const demo: Command = {
  name: "demo",
  summary: "shows the engine at work on simulated venues: no keys, no network",
  example: "bun run augury demo --for 20s",
  run: async (args) => (await import("./run-demo.ts")).runDemo(args),
};
