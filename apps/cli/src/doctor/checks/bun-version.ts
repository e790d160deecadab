import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { DoctorCheck } from "../doctor-check.ts";
import { fine, warn } from "../finding.ts";

const MANIFEST = resolve(import.meta.dir, "../../../../../package.json");

/** Whether this is the Bun that everything was tested on: sockets, workers and shared memory are pinned to its behavior. */
export const bunVersion: DoctorCheck = {
  name: "bun",
  summary: "the version of Bun",
  needsConfig: false,
  run: ({ machine }) => {
    const { packageManager } = JSON.parse(readFileSync(MANIFEST, "utf8")) as { packageManager: string };
    const pinned = packageManager.slice("bun@".length);
    if (machine.bunVersion === pinned) return [fine(`Bun ${pinned}, the version that everything is tested on`)];
    const text = `Bun ${machine.bunVersion} runs, everything is tested on ${pinned}`;
    return [warn(text, `use ${pinned}: bun run takes it from the workspace after bun install`)];
  },
};
