/** `bun run fuzz`: installs what is missing, then throws damaged frames at the parsers. */
import { ensureInstalled } from "./ensure-installed.ts";

await ensureInstalled();
const { main } = await import("../apps/cli/src/main.ts");
process.exit(await main(["fuzz", ...process.argv.slice(2)]));
