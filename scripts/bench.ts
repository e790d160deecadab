/** `bun run bench [--quick] [--only name]`: installs what is missing, then measures every claim about speed against its rival. */
import { ensureInstalled } from "./ensure-installed.ts";

await ensureInstalled();
const { runBenches } = await import("./bench/src/main.ts");
process.exit(await runBenches(process.argv.slice(2)));
