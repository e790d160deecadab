import { SOURCES, type SourceDefinition, type SourceMethod } from "@augury/sources";
import { flagName } from "../api/entry-params.ts";
import { type Command, EXIT } from "../command.ts";
import { parseFlags } from "../parse-flags.ts";
import { formatTable } from "../text-table.ts";
import { UsageError, withUsage } from "../usage-error.ts";

const USAGE = `usage: bun run augury source list
       bun run augury source describe NAME [METHOD]
  Lists the reference-data sources, or describes one: its methods, their parameters and the metrics they give.
  --json           one JSON document
  --help
  $ bun run augury source describe coingecko simple-price`;

export const source: Command = {
  name: "source",
  summary: "lists and describes the reference-data sources",
  example: "bun run augury source describe coingecko",
  run: (args) => withUsage("source", async () => run(args)),
};

function run(args: readonly string[]): number {
  const { values, positionals } = parseFlags(args, { json: { type: "boolean" }, help: { type: "boolean" } }, 3);
  const [verb, name, method] = positionals;
  if (values.help) return print([USAGE]);
  if (verb === "list" && name === undefined)
    return values.json ? printJson(SOURCES.map(summaryOf)) : print(listLines());
  if (verb !== "describe")
    throw new UsageError(`${verb === undefined ? "list or describe?" : `there is no "source ${verb}"`}; see --help`);
  const found = pickSource(name);
  const described = method === undefined ? found.methods : [pickMethod(found, method)];
  if (values.json) return printJson({ ...summaryOf(found), methods: described.map(methodOf) });
  return print(method === undefined ? sourceLines(found) : described.flatMap((one) => methodLines(found, one)));
}

function listLines(): string[] {
  return formatTable(
    ["source", "methods", "key", "what it is"],
    SOURCES.map((one) => [one.name, one.methods.length, keyOf(one), one.description]),
  );
}

function sourceLines(found: SourceDefinition): string[] {
  return [
    `${found.title}: ${found.description}`,
    `key: ${keyOf(found)}`,
    "",
    ...formatTable(
      ["method", "metrics", "what it is"],
      found.methods.map(({ name, metrics, description }) => [name, metrics.length, description]),
    ),
  ];
}

function methodLines(found: SourceDefinition, { name, description, parameters, metrics }: SourceMethod): string[] {
  const takes = parameters.map((one) => [`  --${flagName(one.name)}`, one.required ? "required" : "", one.description]);
  const gives = metrics.map((one) => [`  ${one.name}`, one.unit, one.description]);
  return [
    `${found.name} ${name}: ${description}`,
    ...(takes.length > 0 ? ["", ...formatTable(["  parameter", "", ""], takes)] : []),
    ...(gives.length > 0 ? ["", ...formatTable(["  metric", "unit", ""], gives)] : []),
  ];
}

function pickSource(name: string | undefined): SourceDefinition {
  const found = SOURCES.find((one) => one.name === name);
  if (found) return found;
  throw new UsageError(`which source? ${SOURCES.map((one) => one.name).join(", ")}`);
}

function pickMethod({ name, methods }: SourceDefinition, method: string): SourceMethod {
  const found = methods.find((one) => one.name === method);
  if (found) return found;
  throw new UsageError(
    `${name} has no method "${method.slice(0, 60)}"; methods: ${methods.map((one) => one.name).join(", ")}`,
  );
}

function keyOf({ key, keyEnv }: SourceDefinition): string {
  return keyEnv === undefined ? key : `${key}: ${keyEnv}`;
}

function summaryOf({ name, title, description, key, keyEnv, methods }: SourceDefinition) {
  return { name, title, description, key, keyEnv: keyEnv ?? null, methods: methods.map((method) => method.name) };
}

function methodOf({ name, description, parameters, metrics, example }: SourceMethod) {
  const params = parameters.map((one) => ({ name: one.name, description: one.description, required: one.required }));
  return { name, description, parameters: params, metrics, example };
}

function print(lines: readonly string[]): number {
  process.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.ok;
}

function printJson(value: unknown): number {
  return print([JSON.stringify(value, null, 2)]);
}
