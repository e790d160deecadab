import { existsSync } from "node:fs";
import { formatConfigError, KillFile, loadConfig } from "@augury/engine";
import type { VenueErrorCode } from "@augury/model";
import { type CommandIo, processIo } from "../api/command-io.ts";
import { errorLine, exitStatusOf } from "../api/exit-status.ts";
import { type Command, EXIT } from "../command.ts";
import { parseFlags } from "../parse-flags.ts";
import { UsageError, withUsage } from "../usage-error.ts";
import { switchEngine } from "./switch-engine.ts";

const DEFAULT_URL = "http://127.0.0.1:8080";
const DEFAULT_CONFIG = "config/engine.yaml";
const FLAGS = {
  reason: { type: "string" },
  url: { type: "string" },
  config: { type: "string" },
  help: { type: "boolean" },
} as const;

type Verb = "kill" | "resume";

const WHAT: Readonly<Record<Verb, string>> = {
  kill: "No order leaves any more and resting ones are canceled, until resumed: after a restart too.",
  resume: "Lifts the kill switch.",
};

function usageOf(verb: Verb): string {
  return `usage: bun run augury ${verb} [options]
  ${WHAT[verb]}
  Goes through the engine's API with the token in AUGURY_API_TOKEN. Without a token, or when ${
    verb === "kill" ? "no engine says yes, it makes" : "there is no engine, it removes"
  } the
  file KILL in the data folder, which an engine obeys within a second${verb === "kill" ? "" : " only at its start"}.
  --url URL        the engine's API (default ${DEFAULT_URL}, or AUGURY_API_URL)
  --config FILE    whose data folder it is (default ${DEFAULT_CONFIG}, or AUGURY_CONFIG)${
    verb === "kill" ? "\n  --reason TEXT    why; goes into the audit trail" : ""
  }
  --help
  $ bun run augury ${verb}${verb === "kill" ? ' --reason "venue behaves oddly"' : ""}`;
}

/** `augury kill` and `augury resume`. */
function switchCommand(verb: Verb): Command {
  return {
    name: verb,
    summary: verb === "kill" ? "stops all trading, until resumed" : "lifts the kill switch",
    example: verb === "kill" ? 'bun run augury kill --reason "venue behaves oddly"' : "bun run augury resume",
    run: (args) => withUsage(verb, () => runSwitch(verb, args, processIo)),
  };
}

export const kill = switchCommand("kill");
export const resume = switchCommand("resume");

/** Runs it; resolves with the exit status. */
export async function runSwitch(verb: Verb, args: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseFlags(args, FLAGS, 0);
  if (values.help) {
    await io.write(`${usageOf(verb)}\n`);
    return EXIT.ok;
  }
  const { env } = io;
  const url = values.url ?? env.AUGURY_API_URL ?? DEFAULT_URL;
  if (!URL.canParse(url)) throw new UsageError(`--url is an address such as ${DEFAULT_URL}, was "${url}"`);
  const reason = values.reason ?? "augury kill";
  const token = env.AUGURY_API_TOKEN;
  if (token) {
    const answer = await switchEngine(verb, { url, token }, reason);
    if (answer.ok) {
      const { killed, ordersOpen } = answer.value;
      await io.write(`${killed ? "killed" : "trading is allowed"}; ${ordersOpen} orders open\n`);
      return EXIT.ok;
    }
    io.complain(`augury ${verb}: ${errorLine(answer.error)}`);
    if (!isForFile(verb, answer.error.code)) return exitStatusOf(answer.error);
  }
  return switchFile(verb, values.config ?? env.AUGURY_CONFIG ?? DEFAULT_CONFIG, { reason, io });
}

/**
 * Whether the file has to say it. To be killed it is enough that no engine has said yes, unless one has said no: one that hangs obeys the file
 * as well. To go on, no engine may be there.
 */
function isForFile(verb: Verb, code: VenueErrorCode): boolean {
  return verb === "kill" ? code !== "auth" && code !== "rejected" : code === "network";
}

async function switchFile(
  verb: Verb,
  configFile: string,
  { io, reason }: { readonly io: CommandIo; readonly reason: string },
): Promise<number> {
  if (!existsSync(configFile)) throw new UsageError(`no such file: ${configFile}`);
  const loaded = loadConfig(configFile, io.env);
  if (!loaded.ok) {
    io.complain(loaded.error.map(formatConfigError).join("\n"));
    return EXIT.failed;
  }
  const file = new KillFile(loaded.value.paths.dataDir);
  const problem = verb === "kill" ? file.put(reason) : file.remove();
  if (problem !== undefined) {
    io.complain(`augury ${verb}: ${file.path}: ${problem}`);
    return EXIT.failed;
  }
  await io.write(
    verb === "kill"
      ? `${file.path} stands: an engine on this folder is killed, and every one started on it\n`
      : `${file.path} is gone: the next engine on this folder may trade; one that runs is resumed through its API\n`,
  );
  return EXIT.ok;
}
