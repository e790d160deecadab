import { join } from "node:path";
import type { Achievement, Bench, BenchReport } from "../bench.ts";
import type { Scale } from "../bench-options.ts";
import { renderPolymarket, type Tape, type TapeShape } from "../frames/tape.ts";
import { ConventionalDesign } from "../intent/conventional-design.ts";
import type { Design } from "../intent/design.ts";
import { InlineDesign } from "../intent/inline-design.ts";
import { planRun } from "../intent/intent-run.ts";
import { WorkerDesign } from "../intent/worker-design.ts";
import { joinRounds, median, quantile, type Spread, spreadOf } from "../measure/quantiles.ts";
import type { Row, Section } from "../measure/section.ts";
import { LogFolder } from "../orders/intent-logs.ts";
import { openOfficialPlacer } from "../orders/official-clob.ts";
import { formatNumber } from "../print-report.ts";
import { OrderSinkProcess } from "../server/order-sink-process.ts";
import { ReplayProcess } from "../server/replay-process.ts";
import { runTicks, type TickRun, type TickWorld } from "./tick-run.ts";

interface Plan {
  readonly shape: TapeShape;
  readonly rounds: number;
  /** Length of a run in seconds. */
  readonly seconds: number;
  readonly rates: readonly number[];
  /** Frames of the unpaced run that warms everybody up. */
  readonly flooded: number;
}

const PLANS: Record<Scale, Plan> = {
  smoke: { shape: { extraMarkets: 4, levels: 24, frames: 600 }, rounds: 1, seconds: 0.1, rates: [1_000], flooded: 600 },
  quick: {
    shape: { extraMarkets: 86, levels: 42, frames: 20_000 },
    rounds: 2,
    seconds: 1,
    rates: [1_000, 10_000],
    flooded: 40_000,
  },
  full: {
    shape: { extraMarkets: 86, levels: 42, frames: 20_000 },
    rounds: 5,
    seconds: 2,
    rates: [1_000, 10_000],
    flooded: 200_000,
  },
};
/** About a hundred orders a second at either rate. */
const EVERY: Readonly<Record<number, number>> = { 1000: 2, 10000: 20 };
const EVERY_FLOODED = 2_000;
/** Places in the list of designs. */
const SHIPPED = 0;
const WORKERS = 1;
const SCRIPT = 3;
const CONVENTIONAL = 4;

/** From the server's write of a frame to the POST that it causes, received: both sides sign. */
export const tickBench: Bench = {
  name: "tick",
  title: "tick to POST received, everybody signs",
  async run(scale: Scale): Promise<BenchReport> {
    const plan = PLANS[scale];
    const tape = renderPolymarket(plan.shape);
    const folder = new LogFolder();
    const { sink, url } = await OrderSinkProcess.start();
    const { server, port } = await ReplayProcess.start(plan.shape);
    const designs = await openDesigns(tape, url, folder);
    try {
      for (const design of designs) await design.open(port);
      return await benchTicks(designs, { server, sink }, tape, plan);
    } finally {
      for (const design of designs) await design.close();
      server.stop();
      sink.stop();
      folder.close();
    }
  },
};

async function openDesigns({ instruments }: Tape, url: string, folder: LogFolder): Promise<Design[]> {
  const log = { path: join(folder.path, "executor.log"), sync: "each" } as const;
  const bare = { url, rung: "fastest", name: "nothing written down" } as const;
  return [
    new WorkerDesign(instruments, { url, rung: "fastest", name: "log with fsync", log }, "/workers-logged"),
    new WorkerDesign(instruments, bare),
    new InlineDesign(instruments, bare),
    new InlineDesign(
      instruments,
      { ...bare, rung: "script", name: "pure JavaScript, nothing written down" },
      "/inline-script",
    ),
    new ConventionalDesign(instruments, await openOfficialPlacer(url, instruments)),
  ];
}

async function benchTicks(
  designs: readonly Design[],
  world: TickWorld,
  tape: Tape,
  { flooded, rates, rounds, seconds }: Plan,
): Promise<BenchReport> {
  // Gives every design's code its time with the compiler, and every client its time with every token.
  for (const design of designs) await runTicks(design, world, planRun(tape, flooded, EVERY_FLOODED));
  const sections: Section[] = [];
  const achievements: Achievement[] = [];
  for (const rate of rates) {
    const frames = Math.min(tape.frames.length, Math.round(rate * seconds));
    const plan = { ...planRun(tape, frames, EVERY[rate]), rate };
    const runs = designs.map((): TickRun[] => []);
    for (let round = 0; round < rounds; round++)
      for (const [at, design] of designs.entries()) runs[at].push(await runTicks(design, world, plan));
    const section = sectionOf(designs, runs, rate);
    sections.push(section);
    achievements.push(...achievementsOf(section, rate));
    if (rate === 10_000) achievements.push({ goal: "cpu", ratio: cpuOf(runs[CONVENTIONAL]) / cpuOf(runs[WORKERS]) });
  }
  return { sections, achievements };
}

function sectionOf(designs: readonly Design[], runs: readonly TickRun[][], rate: number): Section {
  const spreads = runs.map(spreadOfRuns);
  const rows = designs.map(({ name }, at): Row => {
    const times = (q: "p50" | "p99") => `${formatNumber(spreads[CONVENTIONAL][q] / spreads[at][q])}x`;
    return {
      name,
      spread: spreads[at],
      checksum: runs[at].reduce((sum, { checksum }) => sum + checksum, 0),
      extra: {
        "conventional/this p50": times("p50"),
        "… p99": times("p99"),
        "CPU ns/frame": String(Math.round(cpuOf(runs[at]))),
        orders: String(runs[at].reduce((sum, { wireUs }) => sum + wireUs.length, 0)),
      },
    };
  });
  const perSecond = `${rate.toLocaleString("en-US")} messages/s`;
  return { title: `${perSecond}, from the server's write to the POST at the venue`, unit: "µs", better: "lower", rows };
}

function cpuOf(runs: readonly TickRun[]): number {
  return median(runs.map(({ cpuNsPerFrame }) => cpuNsPerFrame));
}

/** The median round's p50; p99 over all orders of all rounds. */
function spreadOfRuns(runs: readonly TickRun[]): Spread {
  const all = runs.flatMap(({ wireUs }) => wireUs);
  return { ...joinRounds(runs.map(({ wireUs }) => spreadOf(wireUs))), p99: quantile(all, 0.99) };
}

function achievementsOf({ rows }: Section, rate: number): Achievement[] {
  const ratio = (at: number, q: "p50" | "p99") => rows[CONVENTIONAL].spread[q] / rows[at].spread[q];
  const suffix = rate === 1_000 ? "1k" : "10k";
  return [
    { goal: `tick_p50_${suffix}`, ratio: ratio(WORKERS, "p50") },
    { goal: `tick_p99_${suffix}`, ratio: ratio(WORKERS, "p99") },
    { goal: `tick_durable_p50_${suffix}`, ratio: ratio(SHIPPED, "p50") },
    { goal: `tick_durable_p99_${suffix}`, ratio: ratio(SHIPPED, "p99") },
    { goal: `tick_script_${suffix}`, ratio: ratio(SCRIPT, "p50") },
  ];
}
