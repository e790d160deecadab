import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Engine, formatConfigError, type LoadedConfig, loadConfig } from "@augury/engine";
import { createLog, type Log, Redactor } from "@augury/telemetry";
import { EXIT } from "../command.ts";

export const ENGINE_USAGE = `usage: bun run engine [options]
  --config FILE    configuration (default config/engine.yaml, or AUGURY_CONFIG)
  --confirm-live   mode live trades real money: nothing starts without this (or AUGURY_CONFIRM_LIVE)
  --help
  SIGINT and SIGTERM stop it gracefully, SIGUSR2 sets the kill switch.`;

const DEFAULT_CONFIG = resolve(import.meta.dir, "../../../../config/engine.yaml");

/** Runs the engine until a signal ends it. Logs go to standard error, one JSON object per line. */
export async function runEngine(args: readonly string[]): Promise<number> {
  const flags = readFlags(args);
  if (flags === undefined) return EXIT.ok;
  if (flags instanceof Error) return complain(flags.message, EXIT.usage);
  const { confirmLive, file } = flags;
  const loaded = loadConfig(file, process.env);
  if (!loaded.ok) return complain(loaded.error.map(formatConfigError).join("\n"), EXIT.failed);
  const log = openLog(loaded.value);
  const started = await Engine.start({ loaded: loaded.value, env: process.env, log, confirmLive });
  if (!started.ok) return complain(started.error, EXIT.failed);
  const engine = started.value;
  const { config } = loaded.value;
  log.info("engine running", {
    mode: config.mode,
    topology: config.topology,
    instruments: engine.plan.instruments.length,
    venues: engine.plan.feeds.map(({ venue }) => venue),
    api: engine.url || "off",
    run: engine.view.run().runId,
  });
  // For whoever has a shell and no token: kill -USR2 <pid>.
  process.on("SIGUSR2", () => engine.view.kill("signal SIGUSR2"));
  const signal = await interrupted();
  log.info("stopping", { signal });
  return finish(engine, log);
}

interface EngineFlags {
  readonly file: string;
  readonly confirmLive: boolean;
}

/** Returns `undefined` when only help was wanted. */
function readFlags(args: readonly string[]): EngineFlags | undefined | Error {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: "string" }, "confirm-live": { type: "boolean" }, help: { type: "boolean" } },
    });
    const file = values.config ?? process.env.AUGURY_CONFIG ?? DEFAULT_CONFIG;
    if (!values.help) return { file, confirmLive: values["confirm-live"] ?? false };
    console.log(ENGINE_USAGE);
    return undefined;
  } catch (cause) {
    return new Error((cause instanceof Error ? cause.message : String(cause)).split("\n")[0]);
  }
}

function openLog({ config }: LoadedConfig): Log {
  const { level, linesPerSecondMax } = config.log;
  return createLog({ level, linesPerSecondMax, component: "main", redactor: new Redactor() });
}

/** Resolves with the first signal that asks for a stop; a second one ends the process at once. */
function interrupted(): Promise<string> {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(EXIT.failed));
        done(signal);
      });
    }
  });
}

async function finish(engine: Engine, log: Log): Promise<number> {
  const { graceful, problems, inputs, journalRecords, storage, digest, runId } = await engine.stop();
  log.info("stopped", {
    graceful,
    problems,
    run: runId,
    inputs,
    journalRecords,
    rowsFlushed: storage.rowsWritten,
    rowsLeft: storage.ledgerRowsLeft + storage.marketRowsLeft,
    digest,
  });
  log.flush();
  return graceful ? EXIT.ok : EXIT.failed;
}

function complain(text: string, status: number): number {
  process.stderr.write(`augury engine: ${text}\n`);
  return status;
}
