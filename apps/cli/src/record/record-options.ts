import { type ApiParameter, parseParams } from "@augury/net";
import type { CommandGroup, Provider } from "../api/command-group.ts";
import { parseDurationMs } from "../api/duration.ts";
import { type CommonFlag, flagsOf, namesOf } from "../api/entry-flags.ts";
import { collectParams } from "../api/entry-params.ts";
import { parseWords } from "../api/parse-words.ts";
import { isOn } from "../api/render.ts";
import { pick } from "../api/run-provider.ts";
import { UsageError } from "../usage-error.ts";

const MIB = 1024 * 1024;
export const BYTES_MAX_DEFAULT = "1GiB";
/** Below this a ring of segments would keep nothing worth having. */
const BYTES_MIN = 64 * 1024;

/** What `augury record` takes besides a stream's own parameters. */
export const RECORD_FLAGS: readonly CommonFlag[] = [
  { name: "out", kind: "text", value: "DIR", description: "where to write (default data/recordings/<stream>-<time>)" },
  {
    name: "for",
    kind: "text",
    value: "TIME",
    description: "end after so long, such as 10m (default: until interrupted)",
  },
  {
    name: "max-bytes",
    kind: "text",
    value: "SIZE",
    description: `what it may take on disk, such as 500MiB (default ${BYTES_MAX_DEFAULT}); then it ends`,
  },
  { name: "newest", kind: "switch", description: "do not end there: drop the oldest segments instead" },
  { name: "base-url", kind: "text", value: "URL", description: "another address: a proxy, a simulated venue" },
  { name: "verbose", kind: "switch", description: "tell of the connection on standard error" },
  { name: "help", kind: "switch", description: "this text" },
];

export interface RecordOptions {
  readonly provider: Provider;
  readonly group: CommandGroup;
  readonly stream: CommandGroup["streams"][number];
  readonly params: Readonly<Record<string, unknown>>;
  readonly out: string | undefined;
  readonly forMs: number | undefined;
  readonly bytesMax: number;
  readonly keepsNewest: boolean;
  readonly baseUrl: string | undefined;
  readonly isVerbose: boolean;
  readonly help: boolean;
}

/** Reads `<provider> <group> <stream> [parameters] [options]`. Throws a {@link UsageError} of one line. */
export function parseRecordOptions(providers: readonly Provider[], args: readonly string[]): RecordOptions {
  const [providerWord, groupWord, streamWord, ...rest] = args;
  const provider = pick(providerWord, providers.filter(hasStreams), "provider with streams");
  const group = pick(
    groupWord,
    provider.groups.filter(({ streams }) => streams.length > 0),
    `group of ${provider.name} with streams`,
  );
  const stream = pick<CommandGroup["streams"][number]>(
    streamWord,
    group.streams,
    `stream of ${provider.name} ${group.name}`,
  );
  const names = stream.parameters.map(({ name }: { name: string }) => name);
  const words = parseWords(rest, flagsOf({ kind: "stream", spec: stream }, RECORD_FLAGS), names);
  const help = isOn(words.flags, "help");
  const params = collectParams(stream.parameters, words, namesOf(RECORD_FLAGS));
  const fit = parseParams(`${provider.name} ${group.name}`, stream, params);
  const missing = stream.parameters.find(({ name, required }: ApiParameter) => required && params[name] === undefined);
  if (missing && !help)
    throw new UsageError(`${stream.name}: ${missing.name} is missing: ${missing.description} See --help`);
  if (!fit.ok && !help) throw new UsageError(`${fit.error.message}; ${fit.error.hint}`);
  const time = words.flags.get("for")?.at(-1);
  return {
    provider,
    group,
    stream,
    params,
    out: words.flags.get("out")?.at(-1),
    forMs: time === undefined ? undefined : parseDurationMs("--for", time),
    bytesMax: parseBytes("--max-bytes", words.flags.get("max-bytes")?.at(-1) ?? BYTES_MAX_DEFAULT),
    keepsNewest: isOn(words.flags, "newest"),
    baseUrl: words.flags.get("base-url")?.at(-1),
    isVerbose: isOn(words.flags, "verbose"),
    help,
  };
}

export function hasStreams({ groups }: Provider): boolean {
  return groups.some(({ streams }) => streams.length > 0);
}

/** Reads "500MiB", "2GiB", "65536". */
function parseBytes(flag: string, text: string): number {
  const match = /^(\d{1,12})(KiB|MiB|GiB)?$/.exec(text);
  const unit = { KiB: 1024, MiB: MIB, GiB: 1024 * MIB }[match?.[2] ?? ""] ?? 1;
  const bytes = match ? Number(match[1]) * unit : 0;
  if (bytes < BYTES_MIN) throw new UsageError(`${flag} is a size from 64KiB, such as 500MiB or 2GiB, was "${text}"`);
  return bytes;
}
