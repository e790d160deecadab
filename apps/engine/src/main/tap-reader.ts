import type { EngineMemory } from "@augury/pipeline";
import { Doorbell, RingConsumer } from "@augury/ring";

export type SlotListener = (i32: Int32Array, f64: Float64Array, base: number) => void;

/** Slots taken before main's other work has its turn. */
const BATCH_MAX = 512;
/** The tap wakes nobody while little waits. */
const PARK_MS_MAX = 10;

/** Main's end of the ledger tap: hands every slot to its listeners, in batches, without ever blocking the thread. */
export class TapReader {
  private readonly ring: RingConsumer;
  private readonly bell: Doorbell;
  private running = true;
  /** Slots taken so far. */
  taken = 0;

  constructor(
    memory: EngineMemory,
    private readonly listeners: readonly SlotListener[],
  ) {
    this.ring = new RingConsumer(memory.tap);
    this.bell = new Doorbell(memory.bells.main);
  }

  /** Takes what waits, at most one batch, and returns how many slots that was. */
  step(): number {
    const waiting = this.ring.poll(BATCH_MAX);
    const { i32, f64 } = this.ring;
    for (let at = 0; at < waiting; at++) for (const listen of this.listeners) listen(i32, f64, this.ring.base(at));
    if (waiting > 0) this.ring.release(waiting);
    this.taken += waiting;
    return waiting;
  }

  /** Reads until {@link stop}. */
  async run(): Promise<void> {
    while (this.running) {
      if (this.step() === 0) await this.bell.parkAsync(() => this.ring.poll(1) > 0 || !this.running, PARK_MS_MAX);
      else await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Ends `run` and takes what is left. */
  stop(): void {
    this.running = false;
    while (this.step() > 0);
    this.bell.ringAlways();
  }
}
