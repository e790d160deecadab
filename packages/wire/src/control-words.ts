/** The threads that a supervisor watches, each with a heartbeat word. Append only. */
export const WORKER_NAMES = ["polymarket", "kalshi", "decision", "executor", "recorder", "main", "reference"] as const;
export type WorkerName = (typeof WORKER_NAMES)[number];

const KILL = 0;
const STOP = 16;
const HEARTBEATS = 32;
const STRIDE = 16;

/**
 * Words that every thread may read without a message: the kill switch, the stop request, and one heartbeat per worker (milliseconds
 * since the table was made, so that an Int32 lasts 24 days between wraps; ages are computed modulo 2^32).
 */
export class ControlWords {
  private readonly words: Int32Array;

  constructor(readonly buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  static create(): ControlWords {
    return new ControlWords(new SharedArrayBuffer((HEARTBEATS + WORKER_NAMES.length * STRIDE) * 4));
  }

  /** True while no order may leave. Set by main, by a signal, or by decision when a lossless ring stays full. */
  get killed(): boolean {
    return Atomics.load(this.words, KILL) !== 0;
  }

  setKilled(killed: boolean): void {
    Atomics.store(this.words, KILL, killed ? 1 : 0);
  }

  /** 0 = run, 1 = stop accepting input and drain, 2 = drained downstream may end. */
  get stopPhase(): number {
    return Atomics.load(this.words, STOP);
  }

  setStopPhase(phase: number): void {
    Atomics.store(this.words, STOP, phase);
  }

  /** Records that `worker` is alive at `nowUs`. */
  beat(worker: WorkerName, nowUs: number): void {
    Atomics.store(this.words, HEARTBEATS + WORKER_NAMES.indexOf(worker) * STRIDE, Math.floor(nowUs / 1000) | 0);
  }

  /** Returns the milliseconds since the worker's last beat; very large when it never beat. */
  ageMs(worker: WorkerName, nowUs: number): number {
    const beat = Atomics.load(this.words, HEARTBEATS + WORKER_NAMES.indexOf(worker) * STRIDE);
    return beat === 0 ? Number.MAX_SAFE_INTEGER : (Math.floor(nowUs / 1000) - beat) | 0;
  }
}
