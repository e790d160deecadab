import type { ApiParameter } from "@augury/net";
import { formatTable } from "../text-table.ts";
import { type CommandGroup, type Entry, entriesOf, hasMetrics, type Provider } from "./command-group.ts";
import { type CommonFlag, commonFlags, hasFlag } from "./entry-flags.ts";
import { flagName, isSwitch } from "./entry-params.ts";
import { EXIT_HELP } from "./exit-status.ts";

const RUN = "bun run augury";

/** Returns a provider's help: its groups, or its methods where it has but one group. */
export function providerHelp(provider: Provider): string {
  const [first] = provider.groups;
  if (provider.groups.length === 1 && first?.name === "") return groupHelp(provider, first);
  const rows = provider.groups.map((group) => [
    `  ${group.name}`,
    count(group.methods.length, "method"),
    count(group.streams.length, "stream"),
    group.description,
  ]);
  return [
    `usage: ${RUN} ${provider.name} <group> <command> [options]`,
    `  ${provider.description}`,
    "",
    ...formatTable(["  group", "", "", ""], rows),
    "",
    ...keyLines(provider, provider.groups),
    `  $ ${RUN} ${provider.name} ${first?.name ?? ""} --help`,
  ].join("\n");
}

/** Returns a group's help: everything that it can run. */
export function groupHelp(provider: Provider, group: CommandGroup): string {
  const path = pathOf(provider, group);
  const entries = entriesOf(group);
  const rows = entries.map((entry) => [`  ${entry.spec.name}`, marksOf(entry), entry.spec.description]);
  const [example] = entries;
  return [
    `usage: ${RUN} ${path} <command> [options]`,
    `  ${group.description}`,
    "",
    ...formatTable(["  command", "", ""], rows),
    "",
    ...keyLines(provider, [group]),
    ...(example ? [`  $ ${exampleLine(provider, group, example)}`] : []),
  ].join("\n");
}

/** Returns the help of one command: parameters, options, an example, exit statuses. */
export function entryHelp(
  provider: Provider,
  group: CommandGroup,
  entry: Entry,
  common: readonly CommonFlag[],
): string {
  const { spec } = entry;
  const required = spec.parameters.filter((parameter: ApiParameter) => parameter.required);
  const words = required.map(({ name }: ApiParameter) => name.toUpperCase()).join(" ");
  const rows = [
    ...spec.parameters.map((parameter: ApiParameter) => [parameterWord(parameter, common), parameterText(parameter)]),
    ...common.map(({ name, value, description }) => [`  --${name}${value ? ` ${value}` : ""}`, description]),
  ];
  return [
    `usage: ${RUN} ${pathOf(provider, group)} ${spec.name}${words === "" ? "" : ` ${words}`} [options]`,
    `  ${spec.description}`,
    `  ${placeOf(entry)}`,
    "",
    ...formatTable(["", ""], rows).slice(1),
    "",
    "  A value @FILE is read from that file. Parameters may also be written name=value.",
    `  Ends with ${EXIT_HELP}.`,
    `  $ ${exampleLine(provider, group, entry)}`,
  ].join("\n");
}

/** Returns the command that runs an entry's example. */
export function exampleLine(provider: Provider, group: CommandGroup, entry: Entry): string {
  const { kind, spec } = entry;
  const shared = kind === "stream" ? ["--messages", "5"] : spec.effect === "write" ? ["--yes"] : [];
  const words = [spec.name, ...exampleWords(entry, commonFlags(entry, hasMetrics(provider))), ...shared];
  return `${RUN} ${pathOf(provider, group)} ${words.map(quote).join(" ")}`;
}

/** Returns the words that give an entry its example's parameters. */
export function exampleWords({ spec }: Entry, common: readonly CommonFlag[]): string[] {
  return spec.parameters.flatMap((parameter: ApiParameter) => {
    const value = (spec.example as Record<string, unknown>)[parameter.name];
    if (value === undefined) return [];
    if (!hasFlag(parameter, common)) return [`${parameter.name}=${exampleText(value)}`];
    const flag = `--${flagName(parameter.name)}`;
    return isSwitch(parameter) && value === true ? [flag] : [flag, exampleText(value)];
  });
}

function exampleText(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one === "string" || typeof one === "number"))
    return value.join(",");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Returns a word as a shell takes it. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Returns what a reader should know before calling: whether it needs a key, whether it changes anything. */
function marksOf(entry: Entry): string {
  const { kind, spec } = entry;
  const isOptional = kind === "method" && entry.spec.authOptional === true;
  const marks = [
    kind === "stream" ? "stream" : "",
    spec.auth === undefined ? "" : isOptional ? "key optional" : "key",
    kind === "method" && entry.spec.effect === "write" ? "changes" : "",
  ];
  return marks.filter((mark) => mark !== "").join(", ");
}

/** Returns where the venue has it and where it is described. */
function placeOf(entry: Entry): string {
  const place = entry.kind === "method" ? entry.spec.endpoint : entry.spec.channel;
  const marks = marksOf(entry);
  return `${place} (${entry.spec.reference})${marks === "" ? "" : `; ${marks}`}`;
}

function parameterWord(parameter: ApiParameter, common: readonly CommonFlag[]): string {
  if (!hasFlag(parameter, common)) return `  ${parameter.name}=VALUE`;
  return `  --${flagName(parameter.name)}${isSwitch(parameter) ? "" : " VALUE"}`;
}

function parameterText({ description, required, schema }: ApiParameter): string {
  if (required) return `${description} (required)`;
  const standard = schema.safeParse(undefined).data;
  return standard === undefined ? description : `${description} (default ${exampleText(standard)})`;
}

function pathOf(provider: Provider, group: CommandGroup): string {
  return group.name === "" ? provider.name : `${provider.name} ${group.name}`;
}

/** Says where keys come from, where anything of these groups takes one. */
function keyLines({ keyVariables }: Provider, groups: readonly CommandGroup[]): string[] {
  const takesKeys = groups.flatMap(entriesOf).some(({ spec }) => spec.auth !== undefined);
  return takesKeys ? [`  Keys come from the environment: ${keyVariables.join(", ")}.`] : [];
}

function count(many: number, noun: string): string {
  return many === 0 ? "" : `${many} ${noun}${many === 1 ? "" : "s"}`;
}
