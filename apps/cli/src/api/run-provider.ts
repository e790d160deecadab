import { ok } from "@augury/core";
import { didYouMean } from "@augury/engine";
import { type ApiParameter, DriftLog, parseParams } from "@augury/net";
import { type Command, EXIT } from "../command.ts";
import { UsageError, withUsage } from "../usage-error.ts";
import { entryAddresses, foreignHostNote } from "./addresses.ts";
import { entryHelp, exampleLine, groupHelp, providerHelp } from "./api-help.ts";
import { callMethod } from "./call-method.ts";
import { type CommandGroup, type Entry, entriesOf, hasMetrics, type Provider } from "./command-group.ts";
import { type CommandIo, processIo } from "./command-io.ts";
import { NO_CREDENTIALS } from "./credentials.ts";
import { commonFlags, flagsOf, namesOf } from "./entry-flags.ts";
import { collectParams } from "./entry-params.ts";
import { parseWords } from "./parse-words.ts";
import { isOn } from "./render.ts";
import { runStream } from "./run-stream.ts";

/** Returns the command that asks a provider. */
export function providerCommand(provider: Provider): Command {
  const { name, title, groups } = provider;
  const [group] = groups;
  const [entry] = group ? entriesOf(group) : [];
  return {
    name,
    summary: `asks ${title}: ${groups.length > 1 ? groups.map((one) => one.name).join(", ") : `${group?.methods.length ?? 0} methods`}`,
    example: group && entry ? exampleLine(provider, group, entry) : `bun run augury ${name} --help`,
    run: (args) => runProvider(provider, args, processIo),
  };
}

/** Runs `augury <provider> …`; resolves with the exit status. */
export function runProvider(provider: Provider, args: readonly string[], io: CommandIo): Promise<number> {
  return withUsage(
    provider.name,
    () => route(provider, args, io),
    (line) => io.complain(line),
  );
}

async function route(provider: Provider, args: readonly string[], io: CommandIo): Promise<number> {
  const [only] = provider.groups;
  if (provider.groups.length === 1 && only?.name === "") return routeGroup(provider, only, args, io);
  const [word, ...rest] = args;
  if (isHelp(word)) return say(io, providerHelp(provider));
  const group = pick(word, provider.groups, `group of ${provider.name}`);
  return routeGroup(provider, group, rest, io);
}

async function routeGroup(
  provider: Provider,
  group: CommandGroup,
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const [word, ...rest] = args;
  if (isHelp(word)) return say(io, groupHelp(provider, group));
  const entries = entriesOf(group).map((entry) => ({ name: entry.spec.name as string, entry }));
  const { entry } = pick(word, entries, `command of ${provider.name}${group.name === "" ? "" : ` ${group.name}`}`);
  return runEntry(provider, group, entry, rest, io);
}

async function runEntry(
  provider: Provider,
  group: CommandGroup,
  entry: Entry,
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const { spec } = entry;
  const common = commonFlags(entry, hasMetrics(provider));
  const names = spec.parameters.map(({ name }: { name: string }) => name);
  const words = parseWords(args, flagsOf(entry, common), names);
  if (isOn(words.flags, "help")) return say(io, entryHelp(provider, group, entry, common));
  const command = [provider.name, group.name, spec.name].filter((word) => word !== "").join(" ");
  const params = collectParams(spec.parameters, words, namesOf(common));
  const missing = spec.parameters.find(({ name, required }: ApiParameter) => required && params[name] === undefined);
  if (missing) throw new UsageError(`${spec.name}: ${missing.name} is missing: ${missing.description} See --help`);
  // Checked here too: what does not fit is wrong use, and nothing is opened for it.
  const fit = parseParams(command, spec, params);
  if (!fit.ok)
    throw new UsageError(
      `${fit.error.message.replace(`${command} ${spec.name}: `, `${spec.name}: `)}; ${fit.error.hint}`,
    );
  // What needs no key gets none, wherever it is sent.
  const credentials = spec.auth === undefined ? ok(NO_CREDENTIALS) : provider.readCredentials(io.env);
  if (!credentials.ok) throw new UsageError(credentials.error);
  const drift = new DriftLog();
  const addresses = await entryAddresses({
    provider,
    group,
    kind: entry.kind,
    flag: words.flags.get("base-url")?.at(-1),
    env: io.env,
  });
  const note = spec.auth === undefined ? undefined : foreignHostNote(addresses, entry.kind);
  if (note !== undefined) io.complain(note);
  const open = group.open({ ...addresses, credentials: credentials.value, drift });
  try {
    return entry.kind === "method"
      ? await callMethod(
          { method: entry.spec, params, words, group: open, drift, command, keyVariables: provider.keyVariables },
          io,
        )
      : await runStream(
          { stream: entry.spec, params, words, group: open, command, keyVariables: provider.keyVariables },
          io,
        );
  } finally {
    open.close();
  }
}

/** Returns what `word` names, or throws a {@link UsageError} that says what there is. */
export function pick<T extends { readonly name: string }>(
  word: string | undefined,
  all: readonly T[],
  what: string,
): T {
  const names = all.map(({ name }) => name);
  const found = all.find(({ name }) => name === word);
  if (found) return found;
  if (word === undefined) throw new UsageError(`which ${what}? ${names.join(", ")}; see --help`);
  const meant = didYouMean(word, names);
  const advice = meant === undefined ? `there are ${names.join(", ")}` : `did you mean ${meant}?`;
  throw new UsageError(`"${word.slice(0, 60)}" is no ${what}; ${advice}`);
}

function isHelp(word: string | undefined): boolean {
  return word === "--help" || word === "-h" || word === "help";
}

async function say(io: CommandIo, text: string): Promise<number> {
  await io.write(`${text}\n`);
  return EXIT.ok;
}
