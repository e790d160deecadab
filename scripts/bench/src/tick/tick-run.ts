import type { Design } from "../intent/design.ts";
import type { RunPlan } from "../intent/intent-run.ts";
import { fireOf } from "../intent/trigger-rule.ts";
import type { OrderSinkProcess } from "../server/order-sink-process.ts";
import type { ReplayProcess } from "../server/replay-process.ts";

/** What one run of one design says. */
export interface TickRun {
  /** Per order, µs from the server's write of the frame to the last byte of the POST at the venue. */
  readonly wireUs: readonly number[];
  readonly cpuNsPerFrame: number;
  /** Contracts that arrived minus those expected: 0. */
  readonly checksum: number;
}

/** Orders at the beginning that are not counted: connections and caches settle. */
const SETTLE_SHARE = 0.05;
const POLL_MS = 20;
const PATIENCE_MS = 60_000;

export interface TickWorld {
  readonly server: ReplayProcess;
  readonly sink: OrderSinkProcess;
}

/** Plays a tape to a design and waits for the orders that it must post. Throws when one comes twice, or is missing and was not refused. */
export async function runTicks(design: Design, { server, sink }: TickWorld, plan: RunPlan): Promise<TickRun> {
  const { delivered, expected, every, frames, rate } = plan;
  const { log, path } = design;
  const receivedBefore = design.received;
  const refusedBefore = design.refused;
  await sink.take();
  log.begin(every);
  design.resume();
  const cpuBefore = process.cpuUsage();
  const sentUs = await server.play(
    rate === undefined ? { kind: "flood", path, frames } : { kind: "pace", path, rate, frames },
  );
  const arrivedUs = await awaitOrders(design, sink, expected.frames.length, refusedBefore);
  while (design.received - receivedBefore < delivered || design.waiting > 0) await Bun.sleep(POLL_MS);
  const { system, user } = process.cpuUsage(cpuBefore);
  design.pause();
  const skipped = Math.floor(expected.frames.length * SETTLE_SHARE);
  return {
    wireUs: arrivedUs
      .map((atUs, fire) => atUs - (sentUs[expected.frames[fire]] ?? 0))
      .slice(skipped)
      .filter(Number.isFinite),
    cpuNsPerFrame: ((user + system) * 1000) / frames,
    checksum: log.checksum - expected.checksum,
  };
}

/** Resolves with the arrival of each fire's order, NaN for one that was refused. */
async function awaitOrders(
  design: Design,
  sink: OrderSinkProcess,
  wanted: number,
  refusedBefore: number,
): Promise<number[]> {
  const { name } = design;
  const arrivedUs: number[] = new Array<number>(wanted).fill(Number.NaN);
  let count = 0;
  for (const endMs = performance.now() + PATIENCE_MS; count + design.refused - refusedBefore < wanted; ) {
    if (performance.now() > endMs) throw new Error(`${name}: ${count} of ${wanted} expected orders came`);
    await Bun.sleep(POLL_MS);
    for (const { atUs, contracts } of (await sink.take()).orders) {
      const fire = fireOf(contracts);
      const isWanted = Number.isInteger(fire) && fire >= 0 && fire < wanted && Number.isNaN(arrivedUs[fire]);
      if (!isWanted) throw new Error(`${name}: an order of ${contracts} contracts that nobody wanted, or not again`);
      arrivedUs[fire] = atUs;
      count++;
    }
  }
  return arrivedUs;
}
