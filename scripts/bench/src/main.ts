import type { Bench } from "./bench.ts";
import type { Scale } from "./bench-options.ts";
import { parseBenchOptions } from "./bench-options.ts";
import { BENCHES } from "./benches.ts";
import { describeMachine } from "./measure/machine.ts";
import { disagreeing } from "./measure/section.ts";
import { OWN_BENCHES, runOwnBench } from "./own-benches.ts";
import { formatReport } from "./print-report.ts";

/** Runs the benches that the arguments ask for and prints their tables. Returns the exit status: 1 when contenders disagreed. */
export async function runBenches(args: readonly string[]): Promise<number> {
  const names = [...BENCHES, ...OWN_BENCHES].map(({ name }) => name);
  const options = parseBenchOptions(args, names);
  if (!options.ok) {
    console.error(`bench: ${options.error}`);
    return 2;
  }
  const { only, scale } = options.value;
  const startMs = performance.now();
  console.log(`# augury bench (${scale})\n\n${describeMachine().join("\n")}\n`);
  let wrong = 0;
  for (const bench of BENCHES) if (only.length === 0 || only.includes(bench.name)) wrong += await runOne(bench, scale);
  // They know no smaller scale, so a quick run leaves them out unless they are asked for.
  for (const bench of OWN_BENCHES)
    if (only.includes(bench.name) || (only.length === 0 && scale === "full")) wrong += await runOwnBench(bench);
  console.log(`${((performance.now() - startMs) / 1000).toFixed(0)} s in all`);
  return wrong === 0 ? 0 : 1;
}

async function runOne(bench: Bench, scale: Scale): Promise<number> {
  const report = await bench.run(scale);
  console.log(formatReport(`${bench.name}: ${bench.title}`, report));
  const wrong = report.sections.flatMap((section) => disagreeing(section).map((name) => `${section.title}: ${name}`));
  for (const name of wrong) console.error(`bench: did other work than ours: ${name}`);
  return wrong.length;
}
