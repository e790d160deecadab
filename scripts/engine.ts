/** `bun run engine`: installs what is missing, then runs the engine on a configuration. */
import { ensureInstalled } from "./ensure-installed.ts";

await ensureInstalled();
const { runEngine } = await import("../apps/cli/src/engine/run-engine.ts");
process.exit(await runEngine(process.argv.slice(2)));
