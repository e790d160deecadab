import { appendFileSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { formatPrice, formatSize, type PriceTicks, type SizeMicros } from "@augury/core";
import { Engine, formatConfigError, KillFile } from "@augury/engine";
import { generateThrowawayKeyPair } from "@augury/signing";
import { createLog } from "@augury/telemetry";
import { EXIT } from "../command.ts";
import { type DemoKey, demoEnvironment, loadDemoConfig, ROOT } from "./demo-config.ts";
import { DEMO_USAGE, parseDemoOptions } from "./demo-options.ts";
import { Milestones } from "./milestones.ts";
import { type SimProcess, startSimProcess } from "./sim-process.ts";
import { Summary } from "./summary.ts";

const DATA_DIR = resolve(ROOT, "data/demo");
const SCREEN_MS = 500;
const PLAIN_MS = 5_000;

/** The demo: simulated venues in one process, the engine in this one, on the embedded defaults, without keys or network. */
export async function runDemo(args: readonly string[]): Promise<number> {
  const options = parseDemoOptions(args);
  if (!options.ok) return complain(options.error, EXIT.usage);
  if (options.value.help) {
    console.log(DEMO_USAGE);
    return EXIT.ok;
  }
  const startedMs = performance.now();
  mkdirSync(DATA_DIR, { recursive: true });
  // Every demo is a new world: a kill of the last one is over with it.
  new KillFile(DATA_DIR).remove();
  const pair = generateThrowawayKeyPair();
  const walletKey = `0x${crypto.getRandomValues(new Uint8Array(32)).toHex()}`;
  const key: DemoKey = { keyId: crypto.randomUUID(), privateKeyPem: pair.privateKeyPem, walletKey };
  const sim = await startSimProcess(options.value, DATA_DIR, pair.publicKeyPem);
  if (!sim.ok) return complain(sim.error, EXIT.failed);
  try {
    const loaded = loadDemoConfig(options.value, sim.value.manifest, key);
    if (!loaded.ok) return complain(loaded.error.map(formatConfigError).join("\n"), EXIT.failed);
    const logFile = join(DATA_DIR, "engine.log");
    const log = createLog({
      level: loaded.value.config.log.level,
      component: "main",
      write: (line) => appendFileSync(logFile, `${line}\n`),
    });
    let engine: Engine | undefined;
    const isLive = options.value.mode === "live";
    const milestones = new Milestones(startedMs, say, (book) => topOf(engine, book), isLive);
    say(`Augury demo, seed ${options.value.seed}: ${describe(sim.value)}`);
    if (isLive) say("orders are real, the venues are not: keys and money are made up for this run");
    const started = await Engine.start({
      loaded: loaded.value,
      env: demoEnvironment(key),
      log,
      notices: milestones.notices,
      confirmLive: isLive,
    });
    if (!started.ok)
      return complain(
        started.error.replace("set api.port (AUGURY_API_PORT)", "choose another with --port"),
        EXIT.failed,
      );
    engine = started.value;
    milestones.begin(engine.view.instruments());
    await show(engine, sim.value, options.value.forMs);
    return await finish(engine);
  } finally {
    await sim.value.stop();
  }
}

function describe({ manifest }: SimProcess): string {
  const { polymarket, kalshi, mode, windows } = manifest;
  const markets = `${polymarket.markets.length} Polymarket and ${kalshi.markets.length} Kalshi markets`;
  return mode === "play"
    ? `playing a recording, ${markets}`
    : `a generated world, ${markets}, ${windows.length} planted windows`;
}

/** Shows the running engine until the time is up, the venues are gone, or somebody interrupts. */
async function show(engine: Engine, sim: SimProcess, forMs: number | undefined): Promise<void> {
  const summary = new Summary(engine.view);
  const isScreen = process.stdout.isTTY === true;
  let drawn = 0;
  const draw = () => {
    const lines = summary.lines(engine.url);
    if (isScreen && drawn > 0) process.stdout.write(`\x1b[${drawn}A\x1b[J`);
    process.stdout.write(`${lines.join("\n")}\n`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, isScreen ? SCREEN_MS : PLAIN_MS);
  const interrupted = Promise.withResolvers<void>();
  const onSignal = () => interrupted.resolve();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  await Promise.race([interrupted.promise, sim.exited, ...(forMs === undefined ? [] : [Bun.sleep(forMs)])]);
  clearInterval(timer);
  process.off("SIGINT", onSignal);
  process.off("SIGTERM", onSignal);
  draw();
}

async function finish(engine: Engine): Promise<number> {
  const { runId } = engine.view.run();
  const stop = await engine.stop();
  const fills = engine.ledger.fills.rows.size + engine.ledger.fills.rows.shed;
  say(
    `stopped: ${stop.inputs} inputs decided, ${stop.journalRecords} journal records, ${stop.storage.rowsWritten} rows flushed at the end, ${fills} fills`,
  );
  say(`digest ${stop.digest || "none"} of run ${runId}`);
  say(`replay it: bun run augury replay ${join("data/demo/journal", runId)}`);
  for (const problem of stop.problems) say(`problem: ${problem}`);
  return stop.graceful ? EXIT.ok : EXIT.failed;
}

function topOf(engine: Engine | undefined, book: number): string {
  const view = engine?.view.readBook(book, 1);
  if (view === undefined || view === "busy") return "";
  const side = (level: { price: PriceTicks; size: SizeMicros } | undefined) =>
    level ? `${formatSize(level.size)} @ ${formatPrice(level.price)}` : "none";
  return `bid ${side(view.bids[0])}, ask ${side(view.asks[0])}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(text: string, status: number): number {
  process.stderr.write(`augury demo: ${text}\n`);
  return status;
}
