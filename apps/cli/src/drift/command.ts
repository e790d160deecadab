import { processIo } from "../api/command-io.ts";
import { parseCount } from "../api/duration.ts";
import { errorLine, exitStatusOf } from "../api/exit-status.ts";
import { PROVIDERS } from "../api/providers.ts";
import { type Command, EXIT } from "../command.ts";
import { parseFlags } from "../parse-flags.ts";
import { formatTable } from "../text-table.ts";
import { UsageError, withUsage } from "../usage-error.ts";
import { type DriftField, readEngineDrift } from "./engine-drift.ts";
import { probeDrift } from "./probe-drift.ts";

const DEFAULT_URL = "http://127.0.0.1:8080";
const USAGE = `usage: bun run augury drift [options]
       bun run augury drift probe [PROVIDER]
  Lists the fields that venues and sources send and that are not known here: those that a running engine has seen, or, with probe,
  those of one call of everything that needs no key. No value is shown, only where a field stands and its type.
  --url URL        the engine's API (default ${DEFAULT_URL}, or AUGURY_API_URL)
  --source NAME    only of this client
  --endpoint NAME  only of this endpoint
  --limit N        so many fields, the most frequent first (default 100)
  --strict         status 1 when there are any
  --json           one JSON document
  --help
  $ bun run augury drift probe coingecko`;

const FLAGS = {
  url: { type: "string" },
  source: { type: "string" },
  endpoint: { type: "string" },
  limit: { type: "string" },
  strict: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

export const drift: Command = {
  name: "drift",
  summary: "lists fields that venues send and that are not known here",
  example: "bun run augury drift probe coingecko",
  run: (args) => withUsage("drift", () => run(args)),
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, FLAGS, 2);
  if (values.help) {
    await processIo.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const [verb, provider] = positionals;
  if (verb !== undefined && verb !== "probe") throw new UsageError(`there is no "drift ${verb}"; see --help`);
  const query = {
    source: values.source,
    endpoint: values.endpoint,
    limit: parseCount("--limit", values.limit ?? "100"),
  };
  const found = verb === "probe" ? await probe(provider, query) : await askEngine(values.url, query);
  if (typeof found === "number") return found;
  await processIo.write(values.json ? `${JSON.stringify(found, null, 2)}\n` : `${tableOf(found.fields).join("\n")}\n`);
  if (!values.json) processIo.complain(found.note);
  return values.strict && found.fields.length > 0 ? EXIT.failed : EXIT.ok;
}

interface Query {
  readonly source: string | undefined;
  readonly endpoint: string | undefined;
  readonly limit: number;
}

interface Found {
  readonly fields: readonly DriftField[];
  readonly note: string;
}

async function askEngine(flag: string | undefined, query: Query): Promise<Found | number> {
  const url = flag ?? process.env.AUGURY_API_URL ?? DEFAULT_URL;
  if (!URL.canParse(url)) throw new UsageError(`--url is an address such as ${DEFAULT_URL}, was "${url}"`);
  const answer = await readEngineDrift(url, query);
  if (!answer.ok) {
    processIo.complain(`augury drift: ${errorLine(answer.error)}; is an engine running there? or: augury drift probe`);
    return exitStatusOf(answer.error);
  }
  const { fields, total, shed } = answer.value;
  return { fields, note: `${fields.length} of ${total} unknown fields, ${shed} sightings found no room` };
}

async function probe(name: string | undefined, { source, endpoint, limit }: Query): Promise<Found> {
  const providers = PROVIDERS.filter((one) => name === undefined || one.name === name);
  if (providers.length === 0)
    throw new UsageError(`there is no "${name}" to probe; ${PROVIDERS.map((one) => one.name).join(", ")}`);
  const { drift: log, calls } = await probeDrift(providers, process.env);
  const failed = calls.filter(({ error }) => error !== undefined);
  for (const { command, error } of failed) if (error) processIo.complain(`${command}: ${errorLine(error)}`);
  const fields = log
    .entries()
    .filter((entry) => source === undefined || entry.source === source)
    .filter((entry) => endpoint === undefined || entry.endpoint === endpoint)
    .slice(0, limit);
  return { fields, note: `${calls.length} calls, ${failed.length} without an answer; ${fields.length} unknown fields` };
}

function tableOf(fields: readonly DriftField[]): string[] {
  if (fields.length === 0) return ["none: every field is known"];
  return formatTable(
    ["source", "endpoint", "field", "type", "times"],
    fields.map(({ source, endpoint, path, type, count }) => [source, endpoint, path, type, count]),
  );
}
