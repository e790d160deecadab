import type { FeedName, Venue } from "@augury/model";
import { Doorbell, RingConsumer } from "@augury/ring";
import { CONTROLS, codeOf, SlotKind, W_BODY, W_INSTRUMENT } from "@augury/wire";
import type { EngineMemory } from "./engine-memory.ts";

const RESYNC = codeOf(CONTROLS, "resync");
const SUBSCRIBE = codeOf(CONTROLS, "subscribe");
const UNSUBSCRIBE = codeOf(CONTROLS, "unsubscribe");

/**
 * The feed thread's shell around a venue: carries out commands from decision and main. The venue's sockets live on the thread's event
 * loop, so it waits without blocking.
 */
export class FeedShell {
  private readonly rings: readonly RingConsumer[];
  private readonly bell: Doorbell;

  constructor(
    memory: EngineMemory,
    private readonly feedName: FeedName,
    private readonly venue: Venue,
  ) {
    this.rings = [new RingConsumer(memory.decisionCommand[feedName]), new RingConsumer(memory.mainCommand[feedName])];
    this.bell = new Doorbell(memory.bells.feeds[feedName]);
  }

  readonly hasWork = (): boolean => this.rings.some((ring) => ring.poll(1) > 0);

  /** Carries out what waits and returns how many commands that was. Commands of one kind go to the venue together. */
  step(): number {
    let done = 0;
    for (const ring of this.rings) {
      const waiting = ring.poll(ring.capacity);
      for (let at = 0; at < waiting; ) at += this.run(ring, at, waiting);
      if (waiting > 0) ring.release(waiting);
      done += waiting;
    }
    return done;
  }

  /** Resolves when a command arrives or after `msMax`. */
  park(msMax: number): Promise<void> {
    return this.bell.parkAsync(this.hasWork, msMax);
  }

  /** Carries out the run of equal commands that starts at `from` and returns its length. */
  private run(ring: RingConsumer, from: number, waiting: number): number {
    const control = controlAt(ring, from);
    const instruments: number[] = [];
    let at = from;
    for (; at < waiting && controlAt(ring, at) === control; at++)
      instruments.push(ring.i32[ring.base(at) + W_INSTRUMENT]);
    if (control === RESYNC) this.venue.resync(instruments);
    else if (control === SUBSCRIBE) this.venue.subscribe(instruments);
    else if (control === UNSUBSCRIBE) this.venue.unsubscribe(instruments);
    return at - from;
  }

  get name(): FeedName {
    return this.feedName;
  }
}

function controlAt(ring: RingConsumer, at: number): number {
  const base = ring.base(at);
  return (ring.i32[base] & 0xff) === SlotKind.control ? ring.i32[base + W_BODY] : -1;
}
