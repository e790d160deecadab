import type { Command } from "../command.ts";

export const record: Command = {
  name: "record",
  summary: "writes the raw frames of any stream to compressed segments, or checks a recording",
  example: "bun run augury record kalshi ws trade --for 10m",
  run: async (args) => (await import("./run-record.ts")).runRecord(args),
};
