import { existsSync } from "node:fs";
import { emptyCoreDumps } from "@augury/engine";
import { type Command, EXIT } from "../command.ts";
import { parseFlags } from "../parse-flags.ts";
import { UsageError, withUsage } from "../usage-error.ts";
import { CHECKS } from "./checks.ts";
import { findingsJson, formatFindings, isBlocked } from "./print-findings.ts";
import { examine } from "./run-doctor.ts";

const DEFAULT_FILE = "config/engine.yaml";
const TIMEOUT_MS_DEFAULT = 5_000;
const TIMEOUT_MS_MAX = 60_000;

const width = Math.max(...CHECKS.map(({ name }) => name.length));
const USAGE = `usage: bun run augury doctor [options]
  Looks at everything that the engine needs, and says in one line each what is wrong and what to do. Asks the venues; changes nothing.
  --config FILE    configuration (default ${DEFAULT_FILE}, or AUGURY_CONFIG); its addresses are the ones that are asked
  --only A,B       only these checks
  --timeout MS     bound of one question to a venue (default ${TIMEOUT_MS_DEFAULT}); all are asked at the same time
  --json           findings as JSON
  --help
  Checks:
${CHECKS.map(({ name, summary }) => `    ${name.padEnd(width)}  ${summary}`).join("\n")}
  Ends with status 0 when nothing blocks, 1 when something does.`;

export const doctor: Command = {
  name: "doctor",
  summary: "checks configuration, clock, keys, network and machine",
  example: `bun run augury doctor --config ${DEFAULT_FILE}`,
  run: (args) => withUsage("doctor", () => run(args)),
};

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseFlags(
    args,
    {
      config: { type: "string" },
      only: { type: "string" },
      timeout: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
    0,
  );
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const file = values.config ?? process.env.AUGURY_CONFIG ?? DEFAULT_FILE;
  if (!existsSync(file)) throw new UsageError(`no such file: ${file}`);
  // Whatever keys the configuration names are read here, as the engine would.
  emptyCoreDumps();
  const options = { file, env: process.env, timeoutMs: readTimeout(values.timeout), only: readOnly(values.only) };
  const findings = await examine(options);
  process.stdout.write(values.json ? findingsJson(findings) : formatFindings(findings));
  return isBlocked(findings) ? EXIT.failed : EXIT.ok;
}

function readTimeout(text: string | undefined): number {
  if (text === undefined) return TIMEOUT_MS_DEFAULT;
  const ms = Number(text);
  if (!/^\d+$/.test(text) || ms < 1 || ms > TIMEOUT_MS_MAX)
    throw new UsageError(`--timeout is a whole number of milliseconds from 1 to ${TIMEOUT_MS_MAX}, was "${text}"`);
  return ms;
}

function readOnly(text: string | undefined): string[] {
  const names = text === undefined ? [] : text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !CHECKS.some((check) => check.name === name));
  if (unknown === undefined) return names;
  throw new UsageError(`there is no check "${unknown}"; checks: ${CHECKS.map(({ name }) => name).join(", ")}`);
}
