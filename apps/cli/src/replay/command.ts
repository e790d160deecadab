import { BUILD_ID } from "@augury/engine";
import type { JournalError, RunInfo } from "@augury/journal";
import { type Command, EXIT } from "../command.ts";
import { DEFAULT_JOURNAL, findRuns } from "../journal-runs.ts";
import { parseFlags } from "../parse-flags.ts";
import { formatCount } from "../text-table.ts";
import { UsageError, withUsage } from "../usage-error.ts";
import { type ReplayedRun, replayJournal } from "./replay-run.ts";

const USAGE = `usage: bun run augury replay [DIR] [options]
  Runs the decision code over a run's journal, or over every run of a journal root (default ${DEFAULT_JOURNAL}), and
  compares what it decides with what was decided live, record by record and by digest. A torn tail is told and is no error.
  --last           only the latest run of the root
  --json           one JSON document
  --help
  Ends with status 1 when a run differs or its journal is damaged.`;

export const replay: Command = {
  name: "replay",
  summary: "replays a run's journal and compares the decisions with the live ones",
  example: `bun run augury replay ${DEFAULT_JOURNAL} --last`,
  run: (args) => withUsage("replay", async () => run(args)),
};

function run(args: readonly string[]): number {
  const { values, positionals } = parseFlags(
    args,
    { last: { type: "boolean" }, json: { type: "boolean" }, help: { type: "boolean" } },
    1,
  );
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.ok;
  }
  const path = positionals[0] ?? DEFAULT_JOURNAL;
  const found = findRuns(path);
  if (found.length === 0) throw new UsageError(`there is no journal run in ${path}`);
  const results = (values.last ? found.slice(-1) : found).map(replayOne);
  if (values.json) process.stdout.write(`${JSON.stringify(results.map(toJson), null, 2)}\n`);
  else for (const { lines } of results) process.stdout.write(`${lines.join("\n")}\n`);
  const failed = results.filter(({ fine }) => !fine).length;
  if (results.length > 1 && !values.json)
    process.stdout.write(`${results.length} runs: ${results.length - failed} equal, ${failed} not\n`);
  return failed === 0 ? EXIT.ok : EXIT.failed;
}

interface Outcome {
  readonly runId: string;
  readonly fine: boolean;
  readonly lines: readonly string[];
  readonly report?: ReplayedRun;
  readonly error?: JournalError;
}

function replayOne(info: RunInfo): Outcome {
  const replayed = replayJournal(info);
  const { runId } = info;
  if (replayed.ok)
    return { runId, fine: replayed.value.agrees, lines: describe(replayed.value), report: replayed.value };
  const { error } = replayed;
  // A run that died before its first header was whole decided nothing.
  if (error.code === "empty") return { runId, fine: true, lines: [`run ${runId}: empty, ${error.message}`], error };
  return { runId, fine: false, lines: [`run ${runId}: DAMAGED: ${errorText(error)}`], error };
}

function describe(report: ReplayedRun): string[] {
  const { runId, buildId, segments, inputs, outputs, intents, refusals, fills, tornBytes } = report;
  return [
    `run ${runId}, build ${buildId}: ${segments} segments`,
    `  ${formatCount(inputs)} inputs, ${formatCount(outputs)} outputs: ${formatCount(intents)} intents, ${formatCount(refusals)} refusals; ${formatCount(fills)} fills`,
    ...(tornBytes > 0 ? [`  torn tail: ${formatCount(tornBytes)} bytes behind the last whole record, not used`] : []),
    `  digest ${report.digest || "none"}, stored ${report.storedDigest || "none"}: ${report.digestsEqual} of ${report.digests} digest records equal`,
    report.agrees
      ? "  equal"
      : `  DIFFERENT: ${report.mismatches} outputs differ, the first at record ${report.firstMismatch}`,
    ...(report.agrees || buildId === BUILD_ID ? [] : [`  the run was decided by other code than this (${BUILD_ID})`]),
  ];
}

function errorText({ at, message }: JournalError): string {
  return at.segment === 0 || message.includes("offset")
    ? message
    : `${message} (segment ${at.segment}, offset ${at.offset})`;
}

function toJson({ runId, fine, report, error }: Outcome): object {
  return {
    runId,
    equal: fine,
    ...(report ?? {}),
    ...(error ? { error: { code: error.code, message: error.message, ...error.at } } : {}),
  };
}
