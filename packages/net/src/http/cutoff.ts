import type { Scheduler, Timer } from "../scheduler.ts";

/** Why something was cut off. `caller`: its AbortSignal; `closed`: the client was closed. */
export type CutoffReason = "headers" | "attempt" | "call" | "caller" | "closed";

/** What a promise rejects with that was cut off. Never leaves this package. */
export class CutoffError extends Error {
  override readonly name = "CutoffError";
}

/**
 * An abort signal with several reasons and timers, of which the first one counts. Everything it set is taken back by `end`. Orders go through
 * two of these: what is cut off together is linked directly, a listener of an AbortSignal costs microseconds.
 */
export class Cutoff {
  private readonly controller = new AbortController();
  private readonly whenCut = Promise.withResolvers<never>();
  private readonly timers: Timer[] = [];
  private readonly followers = new Set<Cutoff>();
  private readonly unlinks: (() => void)[] = [];
  private first: CutoffReason | undefined;

  constructor(private readonly scheduler: Scheduler) {
    // Nobody may be racing against it.
    this.whenCut.promise.catch(() => {});
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why it was cut off, `undefined` while it runs. */
  get reason(): CutoffReason | undefined {
    return this.first;
  }

  cut(reason: CutoffReason): void {
    if (this.first !== undefined) return;
    this.first = reason;
    const error = new CutoffError(reason);
    this.controller.abort(error);
    this.whenCut.reject(error);
    for (const follower of this.followers) follower.cut(reason);
  }

  /** Cuts off after so long; the timer may be canceled. */
  cutAfter(ms: number, reason: CutoffReason): Timer {
    const timer = this.scheduler.after(ms, () => this.cut(reason));
    this.timers.push(timer);
    return timer;
  }

  /** Cuts off together with a caller's signal. */
  followCaller(signal: AbortSignal): void {
    const onAbort = () => this.cut("caller");
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    this.unlinks.push(() => signal.removeEventListener("abort", onAbort));
  }

  /** Opens one that is cut off together with this one, for the same reason, until it ends. */
  open(): Cutoff {
    const own = new Cutoff(this.scheduler);
    if (this.first !== undefined) own.cut(this.first);
    else this.followers.add(own);
    own.unlinks.push(() => this.followers.delete(own));
    return own;
  }

  /** Settles like `promise`, or rejects at the cutoff: also when the promise's maker pays no heed to signals. */
  async race<T>(promise: Promise<T>): Promise<T> {
    try {
      return await Promise.race([promise, this.whenCut.promise]);
    } finally {
      promise.catch(() => {});
    }
  }

  /** Waits; returns whether the time passed without a cutoff. */
  async sleep(ms: number): Promise<boolean> {
    const passed = Promise.withResolvers<void>();
    const timer = this.scheduler.after(ms, passed.resolve);
    try {
      await this.race(passed.promise);
      return true;
    } catch {
      return false;
    } finally {
      timer.cancel();
    }
  }

  /** Takes back timers and listeners. The signal stays as it is. */
  end(): void {
    for (const timer of this.timers) timer.cancel();
    for (const unlink of this.unlinks) unlink();
  }
}
