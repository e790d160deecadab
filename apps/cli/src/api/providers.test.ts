import { expect, test } from "bun:test";
import { parseParams } from "@augury/net";
import { exampleWords } from "./api-help.ts";
import { type CommandGroup, type Entry, entriesOf, hasMetrics, type Provider } from "./command-group.ts";
import { commonFlags, flagsOf, namesOf } from "./entry-flags.ts";
import { collectParams, flagName } from "./entry-params.ts";
import { parseWords } from "./parse-words.ts";
import { PROVIDERS } from "./providers.ts";

const ALL: [string, Provider, CommandGroup, Entry][] = PROVIDERS.flatMap((provider) =>
  provider.groups.flatMap((group) =>
    entriesOf(group).map((entry): [string, Provider, CommandGroup, Entry] => [
      [provider.name, group.name, entry.spec.name].filter((word) => word !== "").join(" "),
      provider,
      group,
      entry,
    ]),
  ),
);

test("PROVIDERS: behavior: every command's name is its own", () => {
  const names = ALL.map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(20);
});

test.each(ALL)(
  "%s: behavior: its example, written as a command line, is read back as what it means",
  (name, provider, _, entry) => {
    const { spec } = entry;
    const common = commonFlags(entry, hasMetrics(provider));
    const words = parseWords(
      exampleWords(entry, common),
      flagsOf(entry, common),
      spec.parameters.map((one: { name: string }) => one.name),
    );
    const read = parseParams(name, spec, collectParams(spec.parameters, words, namesOf(common)));
    const meant = parseParams(name, spec, spec.example);
    expect(read.ok ? [] : [read.error.message, read.error.hint]).toEqual([]);
    expect(read.ok && read.value).toEqual(meant.ok && meant.value);
  },
);

test.each(ALL)(
  "%s: behavior: no two of its flags are the same word, and every parameter is described",
  (_, provider, __, entry) => {
    const flags = flagsOf(entry, commonFlags(entry, hasMetrics(provider))).map(({ name }) => name.replaceAll("-", ""));
    expect(new Set(flags).size).toBe(flags.length);
    for (const { name, description } of entry.spec.parameters)
      expect({ name, flag: flagName(name), described: description !== "" }).toMatchObject({ described: true });
  },
);
