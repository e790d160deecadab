import type { PriceTicks, SizeMicros } from "@augury/core";
import { isTerminal, type OrderRequest } from "@augury/model";
import { systemScheduler } from "@augury/net";
import { type LifeSays, sizeOf } from "./crash-job.ts";
import type { CrashLife } from "./crash-life.ts";
import type { DeathPoint } from "./death-point.ts";

const STEP_MS = 2;
const PATIENCE_US = 60_000_000;

/** Whoever decides in a trading process: what it wants, one thing after the other. */
export class CrashTrader {
  constructor(
    private readonly life: CrashLife,
    private readonly death: DeathPoint,
    private nextIntent: number,
  ) {}

  get intentsUsed(): number {
    return this.nextIntent;
  }

  /** The number of an intent that is no other's. */
  take(): number {
    return this.nextIntent++;
  }

  wish(intent: number, over: Partial<OrderRequest> = {}): OrderRequest {
    const nowUs = systemScheduler.nowUs();
    return this.life.requestOf(intent, nowUs, {
      size: sizeOf(intent) as SizeMicros,
      price: 5_000 as PriceTicks,
      deadlineUs: nowUs + PATIENCE_US,
      ...over,
    });
  }

  submit(...requests: readonly OrderRequest[]): void {
    const nowUs = systemScheduler.nowUs();
    const { venue } = this.life.trading;
    if (requests.length > 1) venue.submitMany(requests, nowUs);
    else for (const request of requests) venue.submit(request, nowUs);
  }

  cancel(intent: number): void {
    this.life.trading.venue.cancel(intent, 0, systemScheduler.nowUs());
  }

  cancelAll(): void {
    this.life.trading.venue.cancelAll("requested", systemScheduler.nowUs());
  }

  /** Wants another price and size of an order, and waits for what becomes of it. */
  async amend(intent: number, { more, price }: { readonly more: number; readonly price: number }): Promise<void> {
    const { reports } = this.life.trading;
    const from = reports.length;
    if (!this.askAmend(intent, { more, price })) return;
    await this.until(() =>
      reports
        .slice(from)
        .some((one) => one.intentId === intent && (isTerminal(one.state) || one.terms?.isAmending === false)),
    );
  }

  /** The same without waiting. `more`: contracts in SizeMicros beyond those of its intent, or fewer when negative. Returns whether it left. */
  askAmend(intent: number, { more, price }: { readonly more: number; readonly price: number }): boolean {
    const nowUs = systemScheduler.nowUs();
    const size = (sizeOf(intent) + more) as SizeMicros;
    const request = { intentId: intent, leg: 0, price: price as PriceTicks, size, epoch: 1 };
    return this.life.trading.venue.amend({ ...request, deadlineUs: nowUs + PATIENCE_US }, nowUs) === "none";
  }

  /** Whether anything more is known of an intent than that it was sent. */
  isAnswered(intent: number): boolean {
    return this.life.trading.reports.some((one) => one.intentId === intent && one.state !== "submitted");
  }

  /** Waits until something is known of all of them, and no order's outcome is open. */
  async answered(...intents: readonly number[]): Promise<void> {
    const { venue } = this.life.trading;
    await this.until(() => venue.isReconciled && intents.every((intent) => this.isAnswered(intent)));
  }

  /** Lets time pass until something is so. */
  async until(condition: () => boolean): Promise<void> {
    const { plans, trading } = this.life;
    while (!condition()) {
      trading.venue.onTime(systemScheduler.nowUs());
      plans?.onTime();
      if (!condition()) await Bun.sleep(STEP_MS);
    }
  }

  pass(ms: number): Promise<void> {
    const untilMs = performance.now() + ms;
    return this.until(() => performance.now() > untilMs);
  }

  /** Does something under a name that points may have before them. */
  async during(stage: string, run: () => Promise<void>): Promise<void> {
    this.death.stage = stage;
    await run();
    this.death.stage = "";
  }

  /** Says something to whoever watches over this life. */
  say(what: LifeSays): void {
    process.stdout.write(`${JSON.stringify(what)}\n`);
  }
}
