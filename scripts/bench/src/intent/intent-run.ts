import type { Tape } from "../frames/tape.ts";
import type { ReplayProcess } from "../server/replay-process.ts";
import type { Design } from "./design.ts";
import { type ExpectedFires, findFires } from "./expected-fires.ts";

/** What one run of one design says. */
export interface IntentRun {
  /** Per fire, µs from the server's write to the intent's publication. */
  readonly wireUs: readonly number[];
  /** Per fire, µs from our socket callback to the intent's publication. */
  readonly insideUs: readonly number[];
  readonly cpuNsPerFrame: number;
  readonly checksum: number;
  /** µs from the first to the last publication, and the frames between them. */
  readonly spanUs: number;
  readonly spanFrames: number;
}

/** Fires at the beginning that are not counted: connections and caches settle. */
const SETTLE_SHARE = 0.05;
const POLL_MS = 2;
/** A design that has not answered by then has lost a frame: a bug of the bench or of the engine. */
const PATIENCE_MS = 30_000;

/** How a tape is played: at `rate` frames a second, or unpaced without one. */
export interface RunPlan {
  readonly rate?: number;
  readonly frames: number;
  /** What the design gets in all: the frames, and the snapshots of each round of the tape. */
  readonly delivered: number;
  /** One in so many price pairs fires. */
  readonly every: number;
  readonly expected: ExpectedFires;
  /** Something else holds this process's main thread from time to time: a report, a large JSON answer. */
  readonly stall?: { readonly ms: number; readonly everyMs: number };
}

/** Plans a run of so many frames, round and round the tape. */
export function planRun(tape: Tape, frames: number, every: number): RunPlan {
  const turns = Math.ceil(frames / tape.frames.length);
  const delivered = frames + turns * tape.snapshots.length;
  return { frames, delivered, every, expected: findFires(tape, frames, every) };
}

/** Plays a tape to a design and collects its fires. Throws when one is missing. */
export async function runIntents(design: Design, server: ReplayProcess, plan: RunPlan): Promise<IntentRun> {
  const { delivered, expected, every, frames, rate, stall } = plan;
  const receivedBefore = design.received;
  const { log, path } = design;
  log.begin(every);
  design.resume();
  const stalling = stall && setInterval(() => hold(stall.ms), stall.everyMs);
  const cpuBefore = process.cpuUsage();
  const sentUs = await server.play(
    rate === undefined ? { kind: "flood", path, frames } : { kind: "pace", path, rate, frames },
  );
  await awaitFires(design, expected.frames.length);
  // The tail behind the last fire belongs to this run, not to the next one.
  while (design.received - receivedBefore < delivered || design.waiting > 0) await Bun.sleep(POLL_MS);
  const { user, system } = process.cpuUsage(cpuBefore);
  clearInterval(stalling);
  design.pause();
  const skipped = Math.floor(expected.frames.length * SETTLE_SHARE);
  const fires = expected.frames.map((_, fire) => fire).slice(skipped);
  const last = expected.frames.length - 1;
  return {
    wireUs: fires.map((fire) => log.publishedUs(fire) - (sentUs[expected.frames[fire]] ?? 0)),
    insideUs: fires.map((fire) => log.publishedUs(fire) - log.receivedUs(fire)),
    cpuNsPerFrame: ((user + system) * 1000) / frames,
    checksum: log.checksum - expected.checksum,
    spanUs: log.publishedUs(last) - log.publishedUs(skipped),
    spanFrames: expected.frames[last] - expected.frames[skipped],
  };
}

async function awaitFires({ log, name }: Design, wanted: number): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; log.published < wanted; ) {
    if (performance.now() > endMs) throw new Error(`${name}: ${log.published} of ${wanted} expected intents came`);
    await Bun.sleep(POLL_MS);
  }
}

function hold(ms: number): void {
  for (const endMs = performance.now() + ms; performance.now() < endMs; );
}
