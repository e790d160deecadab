import { readFileSync, statSync } from "node:fs";
import type { ApiParameter } from "@augury/net";
import { UsageError } from "../usage-error.ts";
import type { ParsedWords } from "./parse-words.ts";

/** Longest file that a parameter may be read from. */
const FILE_BYTES_MAX = 1024 * 1024;

/** Returns "token-id" for token_id or tokenId: how a parameter is written as a flag. */
export function flagName(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}

/** Returns whether a parameter is true or false, so that its flag may stand alone. */
export function isSwitch({ schema }: ApiParameter): boolean {
  return schema.safeParse(true).success && !schema.safeParse("some text").success;
}

/**
 * Collects a method's parameters from a command line: `--name value`, `name=value`, and plain words for the required ones in their order. A
 * value that begins with "@" names a file that holds it; what only fits as JSON is read as JSON; a repeated flag is a list. A flag among `reserved` is the
 * command line's own, whatever a parameter is called.
 */
export function collectParams(
  parameters: readonly ApiParameter[],
  words: ParsedWords,
  reserved: ReadonlySet<string>,
): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  const waiting = [...words.positionals];
  for (const parameter of parameters) {
    const flag = flagName(parameter.name);
    const flagged = reserved.has(flag) ? undefined : words.flags.get(flag);
    const given = [...(flagged ?? []), ...(words.assigned.get(parameter.name) ?? [])];
    if (given.length === 0 && parameter.required && waiting.length > 0) given.push(waiting.shift() as string);
    if (given.length > 0) params[parameter.name] = toValue(parameter, given);
  }
  const [extra] = waiting;
  if (extra !== undefined) throw new UsageError(`unexpected argument "${extra.slice(0, 80)}"; see --help`);
  return params;
}

function toValue({ name, schema }: ApiParameter, given: readonly string[]): unknown {
  const texts = given.map((text) => (text.startsWith("@") && text.length > 1 ? readText(name, text.slice(1)) : text));
  const plain = texts.length === 1 ? texts[0] : texts;
  if (typeof plain !== "string" || schema.safeParse(plain).success) return plain;
  const json = parseJson(plain);
  return json !== undefined && schema.safeParse(json).success ? json : plain;
}

function readText(name: string, file: string): string {
  try {
    const { size } = statSync(file);
    if (size > FILE_BYTES_MAX) throw new UsageError(`${name}: ${file} has more than ${FILE_BYTES_MAX} bytes`);
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${name}: cannot read the file ${file}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
