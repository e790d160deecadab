import type { z } from "zod";
import { askEngine, type EngineRequest } from "../api/ask-engine.ts";
import { type CommandIo, processIo } from "../api/command-io.ts";
import { EXIT_HELP, errorLine, exitStatusOf } from "../api/exit-status.ts";
import { type Command, EXIT } from "../command.ts";
import { parseFlags } from "../parse-flags.ts";
import { UsageError, withUsage } from "../usage-error.ts";

const DEFAULT_URL = "http://127.0.0.1:8080";
const COMMON = {
  url: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

type Flags = Readonly<Record<string, { readonly type: "string" | "boolean" }>>;
/** Values of a word's own flags; one that was not given is absent. */
export type FlagValues = Readonly<Record<string, string | boolean | undefined>>;

/** A command that asks a running engine one thing and shows the answer. */
export interface EngineWord<Schema extends z.ZodType> {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** One line per flag of its own, as --help shows it. */
  readonly help: readonly string[];
  readonly flags: Flags;
  /** Changes something: needs the token. */
  readonly writes?: boolean;
  readonly request: (flags: FlagValues) => EngineRequest;
  readonly answer: Schema;
  /** Why the engine did not do it, in one line; left out, or `undefined`: it did. */
  readonly refusal?: (answer: z.output<Schema>) => string | undefined;
  /** The lines that a person reads of what it did. */
  readonly show: (answer: z.output<Schema>) => readonly string[];
}

/** Returns a flag that is a whole number. */
export function wholeNumber(flags: FlagValues, name: string): number {
  const text = String(flags[name] ?? "");
  if (!/^\d{1,10}$/.test(text))
    throw new UsageError(`--${name} is a whole number, was ${text === "" ? "left out" : `"${text}"`}`);
  return Number(text);
}

/** Returns the intent that is meant; what the executor did for nobody's intent has a number below zero: `--intent=-3`. */
export function intentNumber({ intent }: FlagValues): number {
  const text = String(intent ?? "");
  if (!/^-?[1-9]\d{0,8}$/.test(text))
    throw new UsageError(
      `--intent is a number as augury orders shows it, was ${text === "" ? "left out" : `"${text}"`}`,
    );
  return Number(text);
}

/** Makes a command of it. */
export function engineCommand<Schema extends z.ZodType>(word: EngineWord<Schema>): Command {
  const { example, name, summary } = word;
  return {
    name,
    summary,
    example,
    run: (args) => withUsage(name, () => runEngineWord(word, args, processIo)),
  };
}

/** Runs it; resolves with the exit status. */
export async function runEngineWord<Schema extends z.ZodType>(
  word: EngineWord<Schema>,
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const flags: FlagValues = parseFlags(args, { ...COMMON, ...word.flags }, 0).values;
  if (flags.help) {
    await io.write(`${usageOf(word)}\n`);
    return EXIT.ok;
  }
  const { env } = io;
  const url = String(flags.url ?? env.AUGURY_API_URL ?? DEFAULT_URL);
  if (!URL.canParse(url)) throw new UsageError(`--url is an address such as ${DEFAULT_URL}, was "${url}"`);
  const token = env.AUGURY_API_TOKEN;
  if (word.writes && !token) throw new UsageError("set AUGURY_API_TOKEN to the token that api.token names");
  const asked = await askEngine({ url, ...(word.writes ? { token } : {}) }, word.request(flags), word.answer);
  if (!asked.ok) {
    io.complain(`augury ${word.name}: ${errorLine(asked.error)}`);
    return exitStatusOf(asked.error);
  }
  const refusal = word.refusal?.(asked.value);
  if (flags.json) await io.write(`${JSON.stringify(asked.value, null, 2)}\n`);
  else if (refusal === undefined) await io.write(`${word.show(asked.value).join("\n")}\n`);
  if (refusal === undefined) return EXIT.ok;
  io.complain(`augury ${word.name}: ${refusal}`);
  return EXIT.failed;
}

function usageOf({ example, help, name, summary, writes }: EngineWord<z.ZodType>): string {
  const lines = [...help, `--url URL        the engine's API (default ${DEFAULT_URL}, or AUGURY_API_URL)`];
  return [
    `usage: bun run augury ${name} [options]`,
    `  ${summary[0]?.toUpperCase()}${summary.slice(1)}, as a running engine's API tells it.`,
    ...(writes ? ["  Goes with the token in AUGURY_API_TOKEN."] : []),
    ...lines.map((line) => `  ${line}`),
    "  --json           the whole answer as JSON",
    "  --help",
    `  Ends with ${EXIT_HELP}.`,
    `  $ ${example}`,
  ].join("\n");
}
