import { existsSync } from "node:fs";
import { checkConfig } from "@augury/engine";
import { type Command, EXIT } from "../command.ts";
import { parseFlags } from "../parse-flags.ts";
import { UsageError, withUsage } from "../usage-error.ts";

const DEFAULT_FILE = "config/engine.yaml";
const USAGE = `usage: bun run augury config check [FILE]
  Checks a configuration (default ${DEFAULT_FILE}, or AUGURY_CONFIG) as the engine would read it: every finding with its
  file, line and column, and whether the secrets that it names are there.
  --help
  Ends with status 1 when the engine would not start on it.`;

export const config: Command = {
  name: "config",
  summary: "checks a configuration file",
  example: `bun run augury config check ${DEFAULT_FILE}`,
  run: (args) => withUsage("config", async () => run(args)),
};

function run(args: readonly string[]): number {
  const { values, positionals } = parseFlags(args, { help: { type: "boolean" } }, 2);
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const [verb, file = process.env.AUGURY_CONFIG ?? DEFAULT_FILE] = positionals;
  if (verb !== "check")
    throw new UsageError(
      `${verb === undefined ? "what to do is missing" : `there is no "config ${verb}"`}; see --help`,
    );
  if (!existsSync(file)) throw new UsageError(`no such file: ${file}`);
  const { ok, lines } = checkConfig(file, process.env);
  for (const line of lines) (ok ? process.stdout : process.stderr).write(`${line}\n`);
  return ok ? EXIT.ok : EXIT.failed;
}
