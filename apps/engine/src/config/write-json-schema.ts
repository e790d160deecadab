/** Writes config/engine.schema.json for editors: `bun apps/engine/src/config/write-json-schema.ts`. A test says when it is out of date. */
import { resolve } from "node:path";
import { configJsonSchema } from "./config-json-schema.ts";

const ROOT = resolve(import.meta.dir, "../../../..");
const file = resolve(ROOT, "config/engine.schema.json");

await Bun.write(file, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
// The repository's formatter has the last word on how JSON is laid out.
const formatted = Bun.spawnSync([resolve(ROOT, "node_modules/.bin/biome"), "format", "--write", file], { cwd: ROOT });
process.exit(formatted.exitCode);
