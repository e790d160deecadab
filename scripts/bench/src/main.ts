/** `bun run bench [--quick] [--only name]`: every claim about speed, with its rival, in one run. */
import { parseBenchOptions } from "./bench-options.ts";
import { BENCHES } from "./benches.ts";
import { describeMachine } from "./measure/machine.ts";
import { disagreeing } from "./measure/section.ts";
import { formatReport } from "./print-report.ts";

const options = parseBenchOptions(
  process.argv.slice(2),
  BENCHES.map(({ name }) => name),
);
if (!options.ok) {
  console.error(`bench: ${options.error}`);
  process.exit(2);
}
const { scale, only } = options.value;
const started = performance.now();
console.log(`# augury bench (${scale})\n${describeMachine().join("\n")}\n`);
let wrong = 0;
for (const bench of BENCHES) {
  if (only.length > 0 && !only.includes(bench.name)) continue;
  const report = await bench.run(scale);
  console.log(formatReport(`${bench.name}: ${bench.title}`, report));
  for (const section of report.sections)
    for (const name of disagreeing(section)) {
      console.error(`bench: "${name}" did other work than ours in "${section.title}"`);
      wrong++;
    }
}
console.log(`${((performance.now() - started) / 1000).toFixed(0)} s in all`);
process.exit(wrong === 0 ? 0 : 1);
