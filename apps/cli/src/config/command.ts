import { existsSync } from "node:fs";
import { checkConfig } from "@augury/engine";
import { type Command, EXIT } from "../command.ts";
import { parseFlags } from "../parse-flags.ts";
import { UsageError, withUsage } from "../usage-error.ts";
import { explain } from "./explain.ts";

const DEFAULT_FILE = "config/engine.yaml";
const USAGE = `usage: bun run augury config check [FILE]
       bun run augury config explain [SETTING] [options]
  check    checks a configuration (default ${DEFAULT_FILE}, or AUGURY_CONFIG) as the engine would read it: every finding with
           its file, line and column, and whether the secrets that it names are there. Status 1 when the engine would not start on it.
  explain  tells every setting, those of a section, or one in full: its value and where that comes from now (environment, then file,
           then default), what is allowed, what it means, its variable
  --config FILE    explain: which configuration
  --changed        explain: only what is not a default
  --full           explain: each with default, bounds and variable
  --json           explain: one JSON document
  --help
  $ bun run augury config explain api
  $ bun run augury config explain venues.polymarket.stallMs`;

const FLAGS = {
  config: { type: "string" },
  changed: { type: "boolean" },
  full: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

export const config: Command = {
  name: "config",
  summary: "checks a configuration, or explains its settings",
  example: "bun run augury config explain api.port",
  run: (args) => withUsage("config", async () => run(args)),
};

function run(args: readonly string[]): number {
  const { values, positionals } = parseFlags(args, FLAGS, 2);
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const [verb, word] = positionals;
  switch (verb) {
    case "check":
      return check(existing(word ?? values.config));
    case "explain":
      return explain({
        file: existing(values.config),
        path: word,
        json: values.json === true,
        changed: values.changed === true,
        full: values.full === true,
      });
    case undefined:
      throw new UsageError("check or explain? see --help");
    default:
      throw new UsageError(`there is no "config ${verb}"; see --help`);
  }
}

function check(file: string): number {
  const { ok, lines } = checkConfig(file, process.env);
  for (const line of lines) (ok ? process.stdout : process.stderr).write(`${line}\n`);
  return ok ? EXIT.ok : EXIT.failed;
}

function existing(file = process.env.AUGURY_CONFIG ?? DEFAULT_FILE): string {
  if (!existsSync(file)) throw new UsageError(`no such file: ${file}`);
  return file;
}
