import type { Achievement, Bench, BenchReport } from "../bench.ts";
import type { Scale } from "../bench-options.ts";
import { renderPolymarket, type Tape, type TapeShape } from "../frames/tape.ts";
import { joinRounds, median, type Spread, spreadOf, spreadOfRates } from "../measure/quantiles.ts";
import { type Row, ratioOf, type Section } from "../measure/section.ts";
import { ReplayProcess } from "../server/replay-process.ts";
import { ConventionalDesign } from "./conventional-design.ts";
import type { Design } from "./design.ts";
import { InlineDesign } from "./inline-design.ts";
import { type IntentRun, planRun, type RunPlan, runIntents } from "./intent-run.ts";
import { WorkerDesign } from "./worker-design.ts";

interface Plan {
  readonly shape: TapeShape;
  readonly rounds: number;
  /** Length of a paced run in seconds. */
  readonly seconds: number;
  readonly rates: readonly number[];
  /** Frames of an unpaced run. */
  readonly flooded: number;
}

const PLANS: Record<Scale, Plan> = {
  smoke: {
    shape: { extraMarkets: 4, levels: 24, frames: 600 },
    rounds: 1,
    seconds: 0.1,
    rates: [1_000],
    flooded: 600,
  },
  quick: {
    shape: { extraMarkets: 86, levels: 42, frames: 20_000 },
    rounds: 2,
    seconds: 1,
    rates: [1_000, 10_000],
    flooded: 100_000,
  },
  full: {
    shape: { extraMarkets: 86, levels: 42, frames: 20_000 },
    rounds: 5,
    seconds: 2,
    rates: [1_000, 10_000],
    flooded: 300_000,
  },
};
/** About a hundred orders a second at either rate. */
const EVERY: Readonly<Record<number, number>> = { 1000: 2, 10000: 20 };
const EVERY_FLOODED = 500;
const STALLED_RATE = 5_000;
const EVERY_STALLED = 10;
const STALL = { ms: 40, everyMs: 250 };

/** From the server's write to the intent's publication: ours in workers and inline against the conventional design. */
export const intentBench: Bench = {
  name: "intent",
  title: "socket to intent",
  async run(scale: Scale): Promise<BenchReport> {
    const plan = PLANS[scale];
    const tape = renderPolymarket(plan.shape);
    const { server, port } = await ReplayProcess.start(plan.shape);
    const designs: Design[] = [
      new WorkerDesign(tape.instruments),
      new InlineDesign(tape.instruments),
      new ConventionalDesign(tape.instruments),
    ];
    try {
      for (const design of designs) await design.open(port);
      return await benchDesigns(designs, server, tape, plan);
    } finally {
      for (const design of designs) await design.close();
      server.stop();
    }
  },
};

async function benchDesigns(
  designs: readonly Design[],
  server: ReplayProcess,
  tape: Tape,
  plan: Plan,
): Promise<BenchReport> {
  // Unpaced first: it also gives every design's code its time with the compiler, as a process has that has been up for a minute.
  const sustained = await floodDesigns(designs, server, tape, plan);
  const sections: Section[] = [sustained];
  const achievements: Achievement[] = [
    { goal: "sustained", ratio: ratioOf("higher", sustained.rows[0], sustained.rows[2]) },
  ];
  for (const rate of plan.rates) {
    const runs = await paceDesigns(designs, server, tape, { ...plan, rate });
    sections.push(...pacedSections(designs, runs, rate));
  }
  const stalled = await stallDesigns(designs, server, tape, plan);
  const [workers, inline, conventional] = stalled.rows.map(({ spread }) => spread.p99);
  achievements.push(
    { goal: "stall_inline", ratio: inline / workers },
    { goal: "stall_conventional", ratio: conventional / workers },
  );
  return { sections: [...sections, stalled], achievements };
}

async function floodDesigns(
  designs: readonly Design[],
  server: ReplayProcess,
  tape: Tape,
  { flooded, rounds }: Plan,
): Promise<Section> {
  const plan = planRun(tape, flooded, EVERY_FLOODED);
  // The first round of all is warm-up; what follows at a steady pace finds warm code.
  await roundsOf(designs, server, 1, plan);
  const runs = await roundsOf(designs, server, rounds, plan);
  const rows = designs.map(({ name }, at): Row => {
    const rates = runs[at].map(({ spanFrames, spanUs }) => (spanFrames / spanUs) * 1000);
    return { name, spread: spreadOfRates(rates), checksum: checksumOf(runs[at]), extra: extrasOf(runs[at]) };
  });
  return {
    title: "unpaced",
    unit: "k frames/s",
    better: "higher",
    rows,
  };
}

async function stallDesigns(
  designs: readonly Design[],
  server: ReplayProcess,
  tape: Tape,
  { rounds, seconds }: Plan,
): Promise<Section> {
  const frames = Math.min(tape.frames.length, Math.round(STALLED_RATE * seconds));
  const plan = { ...planRun(tape, frames, EVERY_STALLED), rate: STALLED_RATE, stall: STALL };
  const runs = await roundsOf(designs, server, rounds, plan);
  const perSecond = `${STALLED_RATE.toLocaleString("en-US")} messages/s`;
  const title = `${perSecond}, main held for ${STALL.ms} ms every ${STALL.everyMs} ms, from the server's write to the intent`;
  return wireSection(title, designs, runs);
}

async function paceDesigns(
  designs: readonly Design[],
  server: ReplayProcess,
  tape: Tape,
  { rate, rounds, seconds }: { readonly rate: number; readonly rounds: number; readonly seconds: number },
): Promise<IntentRun[][]> {
  const frames = Math.min(tape.frames.length, Math.round(rate * seconds));
  return await roundsOf(designs, server, rounds, { ...planRun(tape, frames, EVERY[rate]), rate });
}

/** Runs every design in turn, so many times. */
async function roundsOf(
  designs: readonly Design[],
  server: ReplayProcess,
  rounds: number,
  plan: RunPlan,
): Promise<IntentRun[][]> {
  const runs = designs.map((): IntentRun[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [at, design] of designs.entries()) runs[at].push(await runIntents(design, server, plan));
  return runs;
}

function pacedSections(designs: readonly Design[], runs: readonly IntentRun[][], rate: number): Section[] {
  const perSecond = `${rate.toLocaleString("en-US")} messages/s`;
  const inside = (run: IntentRun) => spreadOf(run.insideUs);
  return [
    wireSection(`${perSecond}, from the server's write to the intent`, designs, runs),
    {
      title: `${perSecond}, from our socket callback to the intent`,
      unit: "µs",
      better: "lower",
      rows: rowsOf(designs, runs, inside),
    },
  ];
}

function wireSection(title: string, designs: readonly Design[], runs: readonly IntentRun[][]): Section {
  return { title, unit: "µs", better: "lower", rows: rowsOf(designs, runs, ({ wireUs }) => spreadOf(wireUs)) };
}

function rowsOf(designs: readonly Design[], runs: readonly IntentRun[][], spread: (run: IntentRun) => Spread): Row[] {
  return designs.map(({ name }, at) => ({
    name,
    spread: joinRounds(runs[at].map(spread)),
    checksum: checksumOf(runs[at]),
    extra: extrasOf(runs[at]),
  }));
}

function cpuOf(runs: readonly IntentRun[]): number {
  return median(runs.map(({ cpuNsPerFrame }) => cpuNsPerFrame));
}

function checksumOf(runs: readonly IntentRun[]): number {
  return runs.reduce((sum, { checksum }) => sum + checksum, 0);
}

function extrasOf(runs: readonly IntentRun[]): Record<string, string> {
  const orders = runs.reduce((sum, { wireUs }) => sum + wireUs.length, 0);
  return { "CPU ns/frame": Math.round(cpuOf(runs)).toString(), orders: String(orders) };
}
