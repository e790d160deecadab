import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import { type Scheduler, systemScheduler, type Timer } from "../scheduler.ts";
import type { RateBudgetConfig } from "./rate-budget-config.ts";
import { type AllowanceMeter, type Costs, RateLedger } from "./rate-ledger.ts";

/** A call that asks for its tokens. */
export interface BudgetCall {
  /** Endpoint class, or an endpoint's name: unknown ones pay the default class's price. */
  readonly className: string;
  readonly costs?: Costs | undefined;
  /** The class's price is paid for each. Default 1. */
  readonly items?: number | undefined;
  /** May take the reserve, and comes before all others. */
  readonly priority?: boolean | undefined;
  /** Lowers the configured longest wait. */
  readonly waitMsMax?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a source's budget stands: what /metrics and the API show. */
export interface BudgetUsage {
  readonly source: string;
  readonly allowances: readonly (AllowanceMeter & {
    /** Calls that wait and will draw on it. */
    readonly waiting: number;
  })[];
  readonly waiting: number;
  readonly waitingMax: number;
  /** Calls refused: queue full, wait too long, or more than the allowance ever holds. */
  readonly rejected: number;
}

interface Waiter {
  readonly className: string;
  readonly costs: Costs;
  readonly priority: boolean;
  readonly deadlineUs: number;
  readonly settle: (outcome: Result<void, VenueError>) => void;
}

type Place = Omit<Waiter, "settle">;

/**
 * The rate budget of one venue or source: hands out tokens in order of arrival per allowance, priority first. Who waits is bounded in
 * number and time. One budget serves all clients of its source in this thread; several threads divide a quota by configuring `share`.
 */
export class RateBudget {
  readonly ledger: RateLedger;
  private waiters: Waiter[] = [];
  private timer: Timer | undefined;
  private rejected = 0;

  constructor(
    readonly source: string,
    private readonly config: RateBudgetConfig,
    private readonly scheduler: Scheduler = systemScheduler,
  ) {
    this.ledger = new RateLedger(config, scheduler.nowUs());
  }

  /** Takes the call's tokens, waiting for them if need be; or returns `rate_limited` with the wait that would have been too long. */
  async acquire(call: BudgetCall): Promise<Result<void, VenueError>> {
    const { className, priority = false } = call;
    const nowUs = this.scheduler.nowUs();
    const costs = this.ledger.costsOf(className, call.costs, call.items);
    const waitUs = this.ledger.waitUs(costs, priority, nowUs);
    if (waitUs === 0 && !this.isOvertaking(costs, priority, nowUs)) {
      this.ledger.take(costs, nowUs);
      return ok(undefined);
    }
    const waitMsMax = Math.min(this.config.waitMsMax, call.waitMsMax ?? Number.POSITIVE_INFINITY);
    const place = { className, costs, priority, deadlineUs: nowUs + waitMsMax * 1000 };
    const refusal = this.refuse(place, waitUs, waitMsMax);
    return refusal ? err(refusal) : this.wait(place, call.signal);
  }

  /** The venue answered a call of this class with "too many requests". */
  throttled(call: Pick<BudgetCall, "className" | "costs" | "items">, retryAfterMs?: number): void {
    const costs = this.ledger.costsOf(call.className, call.costs, call.items);
    this.ledger.throttled(costs, retryAfterMs, this.scheduler.nowUs());
  }

  /** Charges what a call turned out to cost beyond what it took (negative: gives back). */
  charge(costs: Costs): void {
    this.ledger.take(costs, this.scheduler.nowUs());
    this.pump();
  }

  /** Gives an allowance the limits that the venue names; the reserve in tokens. */
  reshape(name: string, shape: { capacity: number; refillPerSecond: number; reserve: number }): void {
    this.ledger.reshape(name, shape, this.scheduler.nowUs());
    this.pump();
  }

  /** Gives a class of calls the price that the venue names. */
  reprice(className: string, costs: Costs): void {
    this.ledger.reprice(className, costs);
  }

  usage(): BudgetUsage {
    const meters = this.ledger.meters(this.scheduler.nowUs());
    return {
      source: this.source,
      allowances: meters.map((meter) => ({ ...meter, waiting: this.waitingFor(meter.name) })),
      waiting: this.waiters.length,
      waitingMax: this.config.waitingMax,
      rejected: this.rejected,
    };
  }

  private waitingFor(name: string): number {
    return this.waiters.filter((waiter) => Object.hasOwn(waiter.costs, name)).length;
  }

  /** Whether somebody waits for one of these allowances who comes first. */
  private isOvertaking(costs: Costs, priority: boolean, nowUs: number): boolean {
    const before = priority ? this.waiters.filter((waiter) => waiter.priority) : this.waiters;
    return before.some((waiter) =>
      this.ledger.lacking(waiter.costs, waiter.priority, nowUs).some((name) => Object.hasOwn(costs, name)),
    );
  }

  private refuse(place: Place, waitUs: number, waitMsMax: number): VenueError | undefined {
    if (waitUs === Number.POSITIVE_INFINITY)
      return this.refusal(place, "a call must fit into its allowance: split the batch", "never");
    const waitMs = Math.ceil(waitUs / 1000);
    if (waitMs > waitMsMax)
      return this.refusal(
        place,
        `its turn must come within ${waitMsMax} ms, would take ${waitMs} ms`,
        "backoff",
        waitMs,
      );
    if (this.waiters.length < this.config.waitingMax) return undefined;
    return this.refusal(place, `at most ${this.config.waitingMax} calls may wait`, "backoff", waitMs);
  }

  private refusal(place: Place, what: string, retry: "never" | "backoff", retryAfterMs?: number): VenueError {
    this.rejected++;
    this.ledger.countRejected(place.costs);
    const hint = "our own rate budget refused it, nothing was sent";
    const details = { source: this.source, endpoint: place.className, hint, retryAfterMs };
    return new VenueError("rate_limited", retry, `${this.source} ${place.className}: ${what}`, details);
  }

  private async wait(place: Place, signal: AbortSignal | undefined): Promise<Result<void, VenueError>> {
    const { promise, resolve } = Promise.withResolvers<Result<void, VenueError>>();
    const waiter: Waiter = { ...place, settle: resolve };
    const onAbort = () => {
      this.remove(waiter);
      resolve(err(this.canceled(place)));
    };
    if (signal?.aborted) return err(this.canceled(place));
    signal?.addEventListener("abort", onAbort, { once: true });
    this.enqueue(waiter);
    this.pump();
    const outcome = await promise;
    signal?.removeEventListener("abort", onAbort);
    return outcome;
  }

  private canceled({ className }: Place): VenueError {
    const details = { source: this.source, endpoint: className };
    return new VenueError(
      "network",
      "never",
      `${this.source} ${className}: canceled while waiting for its turn`,
      details,
    );
  }

  /** Priority first, in order of arrival among each kind. */
  private enqueue(waiter: Waiter): void {
    const firstOther = waiter.priority ? this.waiters.findIndex((one) => !one.priority) : -1;
    if (firstOther < 0) this.waiters.push(waiter);
    else this.waiters.splice(firstOther, 0, waiter);
  }

  private remove(waiter: Waiter): void {
    this.waiters = this.waiters.filter((one) => one !== waiter);
  }

  /**
   * Serves everyone whose tokens are there. Who has to wait holds back later ones only on the allowances that lack: neither does a dear
   * call starve behind cheap ones, nor do calls of another kind wait for it.
   */
  private pump(): void {
    const nowUs = this.scheduler.nowUs();
    const held = new Set<string>();
    let wakeUs = Number.POSITIVE_INFINITY;
    for (const waiter of [...this.waiters]) {
      const lacking = this.ledger.lacking(waiter.costs, waiter.priority, nowUs);
      if (lacking.length === 0 && !Object.keys(waiter.costs).some((name) => held.has(name))) {
        this.serve(waiter, nowUs);
      } else if (waiter.deadlineUs <= nowUs) {
        this.expire(waiter, nowUs);
      } else {
        for (const name of lacking) held.add(name);
        const readyUs = nowUs + Math.max(1, this.ledger.waitUs(waiter.costs, waiter.priority, nowUs));
        wakeUs = Math.min(wakeUs, waiter.deadlineUs, lacking.length > 0 ? readyUs : waiter.deadlineUs);
      }
    }
    this.wakeAt(wakeUs, nowUs);
  }

  private serve(waiter: Waiter, nowUs: number): void {
    this.ledger.take(waiter.costs, nowUs);
    this.remove(waiter);
    waiter.settle(ok(undefined));
  }

  private expire(waiter: Waiter, nowUs: number): void {
    this.remove(waiter);
    const waitMs = Math.ceil(this.ledger.waitUs(waiter.costs, waiter.priority, nowUs) / 1000);
    waiter.settle(err(this.refusal(waiter, "its turn did not come in time", "backoff", waitMs)));
  }

  private wakeAt(wakeUs: number, nowUs: number): void {
    this.timer?.cancel();
    this.timer = undefined;
    if (wakeUs === Number.POSITIVE_INFINITY) return;
    this.timer = this.scheduler.after(Math.ceil((wakeUs - nowUs) / 1000), () => this.pump());
  }
}
