/** `bun run augury <command>`: installs what is missing, then hands over to the command line. */
import { ensureInstalled } from "./ensure-installed.ts";

await ensureInstalled();
const { main } = await import("../apps/cli/src/main.ts");
process.exit(await main(process.argv.slice(2)));
