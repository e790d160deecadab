/** `bun run demo`: installs what is missing, then shows the engine at work. */
import { ensureInstalled } from "./ensure-installed.ts";

await ensureInstalled();
const { runDemo } = await import("../apps/cli/src/demo/run-demo.ts");
process.exit(await runDemo(process.argv.slice(2)));
