import type { EngineMemory } from "@augury/pipeline";
import { RingConsumer } from "@augury/ring";

/**
 * Stands where recorder and main would: frees the journal and ledger rings without writing anything down, because the conventional rival
 * writes nothing either. What decision pays for filling those rings is in our figures.
 */
export class RingDrain {
  private readonly unread: readonly RingConsumer[];

  constructor(memory: EngineMemory) {
    this.unread = [new RingConsumer(memory.journal), new RingConsumer(memory.tap)];
  }

  /** Nothing that anybody has to be woken for. */
  hasWork(): boolean {
    return false;
  }

  step(): number {
    let done = 0;
    for (const ring of this.unread) done += ring.skipAll();
    return done;
  }
}
