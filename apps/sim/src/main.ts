import { parseSimFlags, USAGE } from "./cli-options.ts";
import { startSim } from "./start-sim.ts";

/** Planted windows in the ready line; all of them are at GET /_sim/manifest. */
const WINDOWS_SHOWN_MAX = 16;

/** Starts the sim and prints one JSON line when clients may connect. A mistake is one line on standard error and status 1. */
async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    console.log(USAGE);
    return;
  }
  const parsed = parseSimFlags(args);
  if (!parsed.ok) return fail(parsed.error);
  try {
    const sim = await startSim(parsed.value.sim);
    for (const request of parsed.value.chaos) {
      const outcome = sim.chaos(request);
      if (!outcome.ok) return fail(outcome.error);
    }
    const { windows, ...rest } = sim.manifest;
    const shown = { ...rest, windowsTotal: windows.length, windows: windows.slice(0, WINDOWS_SHOWN_MAX) };
    console.log(JSON.stringify({ ready: true, ...shown }));
    const stop = () => void sim.stop().then(() => process.exit(0));
    process.on("SIGINT", stop).on("SIGTERM", stop);
    sim.finished.then((result) => console.log(JSON.stringify({ finished: true, ...result })));
  } catch (cause) {
    fail(cause instanceof Error ? cause.message : String(cause));
  }
}

function fail(message: string): void {
  console.error(`sim: ${message}`);
  process.exit(1);
}

await main(process.argv.slice(2));
