import { didYouMean } from "@augury/engine";
import { UsageError } from "../usage-error.ts";

/** One flag that a command knows. */
export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  /** `switch`: may stand alone, then it is "true". */
  readonly kind: "text" | "switch";
}

/** A command line taken apart. */
export interface ParsedWords {
  /** Values by flag name, in order of appearance. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** `name=value` words, by name. */
  readonly assigned: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

/**
 * Takes `--flag value`, `--flag=value`, `--switch`, `name=value` and plain words apart. Case, dashes and underscores of a flag do not count, so
 * `--token-id`, `--token_id` and `--tokenId` are one. Throws a {@link UsageError} for an unknown flag or a missing value.
 */
export function parseWords(words: readonly string[], flags: readonly Flag[], names: readonly string[]): ParsedWords {
  const known = new Map(flags.map((flag) => [plain(flag.name), flag]));
  const values = new Map<string, string[]>();
  const assigned = new Map<string, string[]>();
  const positionals: string[] = [];
  const queue = [...words];
  const put = (map: Map<string, string[]>, name: string, value: string) =>
    map.set(name, [...(map.get(name) ?? []), value]);
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === "-h") put(values, "help", "true");
    else if (FLAG.test(word)) {
      const [, name = "", value] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
      const flag = known.get(plain(name));
      if (!flag) throw new UsageError(`unknown option --${name}${suggest(name, flags)}; see --help`);
      put(values, flag.name, value ?? follow(flag, queue));
    } else {
      const [, name = "", value = ""] = /^(\w+)=([\s\S]*)$/.exec(word) ?? [];
      if (names.includes(name)) put(assigned, name, value);
      else positionals.push(word);
    }
  }
  return { flags: values, assigned, positionals };
}

/** A PEM text begins with more dashes. */
const FLAG = /^--[^-]/;

function follow(flag: Flag, queue: string[]): string {
  if (flag.kind === "switch") return queue[0] === "true" || queue[0] === "false" ? (queue.shift() as string) : "true";
  const value = queue.shift();
  if (value === undefined || FLAG.test(value)) throw new UsageError(`--${flag.name} needs a value; see --help`);
  return value;
}

function suggest(name: string, flags: readonly Flag[]): string {
  const meant = didYouMean(
    name,
    flags.map((flag) => flag.name),
  );
  return meant === undefined ? "" : `; did you mean --${meant}?`;
}

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, "").toLowerCase();
}
