import type { RingProducer } from "./ring-producer.ts";

/**
 * Publishes the first event of an event-loop turn at once and the rest of the turn together: the first keeps its latency, the others
 * share one store and one wake-up (performance sheet section 0, finding 4).
 */
export class TurnPublisher {
  private turnOpen = false;

  constructor(
    private readonly producer: RingProducer,
    private readonly schedule: (callback: () => void) => void = setImmediate,
  ) {}

  /** Call after each commit. */
  committed(): void {
    if (this.turnOpen) return;
    this.turnOpen = true;
    this.producer.flush();
    this.schedule(this.endTurn);
  }

  private readonly endTurn = (): void => {
    this.turnOpen = false;
    this.producer.flush();
  };
}
