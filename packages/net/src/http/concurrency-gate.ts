export interface GateLimits {
  /** Holders at once. */
  readonly concurrencyMax: number;
  /** The same for priority holders; at least `concurrencyMax`. */
  readonly priorityConcurrencyMax: number;
  readonly queuedMax: number;
}

interface Waiter {
  readonly priority: boolean;
  readonly enter: () => void;
}

export type GateOutcome = "entered" | "full" | "aborted";

/** Bounds how many do something at once; the rest waits in a bounded queue, priority first, else in order. */
export class ConcurrencyGate {
  private inside = 0;
  private queue: Waiter[] = [];

  constructor(private readonly limits: GateLimits) {}

  get active(): number {
    return this.inside;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Enters, waiting if need be. Who has "entered" must `leave`. */
  async enter(priority: boolean, signal: AbortSignal): Promise<GateOutcome> {
    if (signal.aborted) return "aborted";
    if (this.hasPlace(priority)) {
      this.inside++;
      return "entered";
    }
    if (this.queue.length >= this.limits.queuedMax) return "full";
    return this.wait(priority, signal);
  }

  leave(): void {
    this.inside--;
    const next = this.queue.find((waiter) => waiter.priority) ?? this.queue[0];
    if (next === undefined || !this.hasPlace(next.priority)) return;
    this.remove(next);
    this.inside++;
    next.enter();
  }

  private hasPlace(priority: boolean): boolean {
    const { concurrencyMax, priorityConcurrencyMax } = this.limits;
    return this.inside < (priority ? Math.max(concurrencyMax, priorityConcurrencyMax) : concurrencyMax);
  }

  private wait(priority: boolean, signal: AbortSignal): Promise<GateOutcome> {
    const { promise, resolve } = Promise.withResolvers<GateOutcome>();
    const onAbort = () => {
      this.remove(waiter);
      resolve("aborted");
    };
    const enter = () => {
      signal.removeEventListener("abort", onAbort);
      resolve("entered");
    };
    const waiter: Waiter = { priority, enter };
    signal.addEventListener("abort", onAbort, { once: true });
    this.queue.push(waiter);
    return promise;
  }

  private remove(waiter: Waiter): void {
    this.queue = this.queue.filter((one) => one !== waiter);
  }
}
