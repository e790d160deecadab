import type { Scheduler, Timer } from "../scheduler.ts";

/** Why something was cut off. `caller`: its AbortSignal; `closed`: the client was closed. */
export type CutoffReason = "headers" | "attempt" | "call" | "caller" | "closed";

/** What a promise rejects with that was cut off. Never leaves this package. */
export class CutoffError extends Error {
  override readonly name = "CutoffError";
}

/** An abort signal with several reasons and timers, of which the first one counts. Everything it set is taken back by `end`. */
export class Cutoff {
  private readonly controller = new AbortController();
  private readonly timers: Timer[] = [];
  private readonly unlinks: (() => void)[] = [];
  private first: CutoffReason | undefined;

  constructor(private readonly scheduler: Scheduler) {}

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
    this.controller.abort(new CutoffError(reason));
  }

  /** Cuts off after so long; the timer may be canceled. */
  cutAfter(ms: number, reason: CutoffReason): Timer {
    const timer = this.scheduler.after(ms, () => this.cut(reason));
    this.timers.push(timer);
    return timer;
  }

  /** Cuts off together with `signal`. */
  follow(signal: AbortSignal, reasonOf: () => CutoffReason): void {
    const onAbort = () => this.cut(reasonOf());
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    this.unlinks.push(() => signal.removeEventListener("abort", onAbort));
  }

  /** Settles like `promise`, or rejects at the cutoff: also when the promise's maker pays no heed to signals. */
  async race<T>(promise: Promise<T>): Promise<T> {
    const cut = Promise.withResolvers<never>();
    const onAbort = () => cut.reject(this.signal.reason);
    if (this.signal.aborted) onAbort();
    else this.signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([promise, cut.promise]);
    } finally {
      this.signal.removeEventListener("abort", onAbort);
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
