import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, EXIT } from "../command.ts";
import { parseFlags } from "../parse-flags.ts";
import { UsageError, withUsage } from "../usage-error.ts";
import { listDigests } from "./known-digests.ts";
import { printReports } from "./print-reports.ts";
import { replayAll } from "./replay-recordings.ts";

const DEFAULT_DIR = "../shared/fixtures";
const USAGE = `usage: bun run augury replay-recordings [DIR] [options]
  Runs every recorded Kalshi and Polymarket session below DIR (default ${DEFAULT_DIR}) through the feeds, a ring and the
  books, and checks what the recordings let be checked: books after given lines, book hashes, mirrored outcomes, counts.
  --only VENUE     kalshi or polymarket
  --digests        print the SHA-256 list of the recordings instead (known-recordings.sha256 keeps it)
  --json           one JSON document instead of the tables
  --help
  Ends with status 1 and a line for each deviation.`;

export const replayRecordings: Command = {
  name: "replay-recordings",
  summary: "runs recorded sessions through the real feeds and books, and checks them",
  example: `bun run augury replay-recordings ${DEFAULT_DIR}`,
  run: (args) => withUsage("replay-recordings", () => run(args)),
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseFlags(
    args,
    {
      only: { type: "string" },
      digests: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
    1,
  );
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const only = values.only;
  if (only !== undefined && only !== "kalshi" && only !== "polymarket")
    throw new UsageError(`--only is kalshi or polymarket, was "${only}"`);
  const root = toFolder(positionals[0] ?? DEFAULT_DIR);
  if (values.digests) {
    process.stdout.write(`${(await listDigests(root)).join("\n")}\n`);
    return EXIT.ok;
  }
  const startedMs = performance.now();
  const reports = await replayAll(root, only);
  const seconds = (performance.now() - startedMs) / 1000;
  if (reports.length === 0) {
    process.stderr.write(
      `augury replay-recordings: no recordings below ${root} (looked for kalshi/ws and polymarket/ws-market)\n`,
    );
    return EXIT.failed;
  }
  const lines = values.json ? [JSON.stringify({ seconds, reports }, null, 2)] : printReports(reports, seconds);
  process.stdout.write(`${lines.join("\n")}\n`);
  return reports.every(({ deviations }) => deviations.length === 0) ? EXIT.ok : EXIT.failed;
}

function toFolder(path: string): string {
  const folder = resolve(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`no such folder: ${path}`);
  return folder;
}
