import type { Engine } from "@augury/engine";
import { type EngineSetup, startEngine } from "./proof-engine.ts";

/** What the child says on its first line. */
export interface ChildReady {
  readonly runId: string;
  readonly recovered: Engine["recovered"];
}

// An engine in a process of its own, for a proof that kills it. SIGTERM stops it gracefully.
const setup = (await Bun.file(process.argv[2] ?? "").json()) as EngineSetup;
const engine = await startEngine(setup);
const ready: ChildReady = { runId: engine.view.run().runId, recovered: engine.recovered };
process.on("SIGTERM", () => void engine.stop().then(({ graceful }) => process.exit(graceful ? 0 : 1)));
process.stdout.write(`${JSON.stringify(ready)}\n`);
