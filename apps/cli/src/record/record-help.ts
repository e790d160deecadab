import type { ApiParameter } from "@augury/net";
import { exampleWords } from "../api/api-help.ts";
import type { Provider } from "../api/command-group.ts";
import { flagName, isSwitch } from "../api/entry-params.ts";
import { EXIT_HELP } from "../api/exit-status.ts";
import { formatTable } from "../text-table.ts";
import { hasStreams, RECORD_FLAGS, type RecordOptions } from "./record-options.ts";

/** Returns what can be recorded. */
export function recordUsage(providers: readonly Provider[]): string {
  const rows = providers
    .filter(hasStreams)
    .flatMap(({ name, groups }) =>
      groups.flatMap((group) =>
        group.streams.map((stream) => [`  ${name} ${group.name} ${stream.name}`, stream.description]),
      ),
    );
  return [
    "usage: bun run augury record <provider> <group> <stream> [parameters] [options]",
    "       bun run augury record --check DIR [--json]",
    "  Writes the raw frames of a stream, byte for byte with the moment each came, to compressed segments, and times without a",
    "  connection to a gap map. --check reads a recording from end to end. The simulated venues play one: augury sim --play DIR",
    "",
    ...formatTable(["  stream", ""], rows),
    "",
    ...optionLines(),
    "",
    `  Ends with ${EXIT_HELP}.`,
    "  $ bun run augury record kalshi ws orderbook-delta --tickers KXBTCD-26NOV2117-T95000 --for 10m",
  ].join("\n");
}

/** Returns the help of one stream's recording. */
export function recordHelp({ provider, group, stream }: RecordOptions): string {
  const rows = stream.parameters.map((parameter: ApiParameter) => [
    `  --${flagName(parameter.name)}${isSwitch(parameter) ? "" : " VALUE"}`,
    `${parameter.description}${parameter.required ? " (required)" : ""}`,
  ]);
  const example = exampleWords({ kind: "stream", spec: stream }, RECORD_FLAGS).join(" ");
  return [
    `usage: bun run augury record ${provider.name} ${group.name} ${stream.name} [options]`,
    `  ${stream.description}`,
    "",
    ...formatTable(["", ""], rows).slice(1),
    ...optionLines(),
    "",
    `  $ bun run augury record ${provider.name} ${group.name} ${stream.name} ${example} --for 10m`,
  ].join("\n");
}

function optionLines(): string[] {
  const rows = RECORD_FLAGS.map(({ name, value, description }) => [
    `  --${name}${value ? ` ${value}` : ""}`,
    description,
  ]);
  return formatTable(["", ""], rows).slice(1);
}
