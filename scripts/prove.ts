/** `bun run prove NAME`: installs what is missing, then shows on the whole engine that it keeps a promise. */
import { ensureInstalled } from "./ensure-installed.ts";

await ensureInstalled();
const { runProve } = await import("../tests/prove/main.ts");
process.exit(await runProve(process.argv.slice(2)));
