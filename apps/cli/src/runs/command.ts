import { type RunInfo, readRunHeader } from "@augury/journal";
import { type Command, EXIT } from "../command.ts";
import { DEFAULT_JOURNAL, findRuns } from "../journal-runs.ts";
import { parseFlags } from "../parse-flags.ts";
import { formatTable } from "../text-table.ts";
import { withUsage } from "../usage-error.ts";

const USAGE = `usage: bun run augury runs [DIR] [options]
  Lists the runs of a journal root (default ${DEFAULT_JOURNAL}), the latest last.
  --json           one JSON document
  --help`;

export const runs: Command = {
  name: "runs",
  summary: "lists the runs of a journal",
  example: `bun run augury runs ${DEFAULT_JOURNAL}`,
  run: (args) => withUsage("runs", async () => run(args)),
};

function run(args: readonly string[]): number {
  const { values, positionals } = parseFlags(args, { json: { type: "boolean" }, help: { type: "boolean" } }, 1);
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const rows = findRuns(positionals[0] ?? DEFAULT_JOURNAL).map(toRow);
  if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else if (rows.length === 0) process.stdout.write("no runs\n");
  else {
    const table = formatTable(
      ["run", "begun", "segments", "bytes", "build", "replayable"],
      rows.map(({ runId, begun, segments, bytes, build, complete }) => [
        runId,
        begun ?? "unknown",
        segments,
        bytes,
        build,
        complete ? "yes" : "no, its first segment is gone",
      ]),
    );
    process.stdout.write(`${table.join("\n")}\n`);
  }
  return EXIT.ok;
}

function toRow({ runId, directory, segments, bytes, complete }: RunInfo) {
  const header = readRunHeader(directory);
  const build = header.ok ? header.value.buildId : `unreadable: ${header.error.message}`;
  return { runId, begun: begunAt(runId), segments, bytes, complete, build };
}

/** Run ids begin with a UUID of version 7, whose first 48 bits are milliseconds. */
function begunAt(runId: string): string | undefined {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(runId);
  return match ? new Date(Number.parseInt(`${match[1]}${match[2]}`, 16)).toISOString() : undefined;
}
