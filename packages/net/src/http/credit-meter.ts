import { assert } from "@augury/core";
import type { Allowance, AllowanceUsage } from "./allowance.ts";

export type CreditPeriod = "day" | "month";

export interface CreditShape {
  /** Credits of one period. */
  readonly quota: number;
  readonly period: CreditPeriod;
  /** Credits that only priority calls may take. */
  readonly reserve: number;
}

/** What a venue says of our credits (CoinMarketCap's /v1/key/info, CoinGecko's /key). */
export interface CreditReport {
  readonly quota?: number;
  readonly left: number;
  /** When they come back, in ms since the epoch; left out, the period's own end (UTC). */
  readonly resetAtMs?: number;
}

/** Credits that are given once a day or month (UTC) and are gone when they are gone. It knows of no pace. */
export class CreditMeter implements Allowance {
  private quota: number;
  private left: number;
  private resetAtUs: number;
  private blockedUntilUs = 0;

  constructor(
    private readonly shape: CreditShape,
    nowUs: number,
  ) {
    assert(shape.quota > 0 && shape.reserve >= 0 && shape.reserve < shape.quota, "a reserve is below its quota");
    this.quota = shape.quota;
    this.left = shape.quota;
    this.resetAtUs = periodEndUs(shape.period, nowUs);
  }

  /** Takes over what the venue says, more or less than we thought: it also counts what others used of the key. */
  sync(report: CreditReport, nowUs: number): void {
    this.renew(nowUs);
    this.quota = report.quota ?? this.quota;
    this.left = report.left;
    if (report.resetAtMs !== undefined && report.resetAtMs * 1000 > nowUs) this.resetAtUs = report.resetAtMs * 1000;
  }

  waitUs(cost: number, priority: boolean, nowUs: number): number {
    this.renew(nowUs);
    const reserve = priority ? 0 : this.shape.reserve;
    if (cost + reserve > this.quota) return Number.POSITIVE_INFINITY;
    const blocked = Math.max(0, this.blockedUntilUs - nowUs);
    return cost + reserve <= this.left ? blocked : Math.max(blocked, this.resetAtUs - nowUs);
  }

  take(cost: number, nowUs: number): void {
    this.renew(nowUs);
    this.left = Math.min(this.quota, this.left - cost);
  }

  /** A 429 speaks of requests per minute, not of credits; only a pause that was asked for counts. Used-up credits come in by `sync`. */
  throttled(retryAfterMs: number | undefined, nowUs: number): void {
    if (retryAfterMs !== undefined) this.blockedUntilUs = Math.max(this.blockedUntilUs, nowUs + retryAfterMs * 1000);
  }

  observe(left: number, nowUs: number): void {
    this.renew(nowUs);
    this.left = Math.min(this.left, left);
  }

  usage(nowUs: number): AllowanceUsage {
    this.renew(nowUs);
    const blockedMs = Math.max(0, Math.ceil((this.blockedUntilUs - nowUs) / 1000));
    const resetMs = Math.ceil((this.resetAtUs - nowUs) / 1000);
    return { capacity: this.quota, left: this.left, reserve: this.shape.reserve, pace: 1, blockedMs, resetMs };
  }

  private renew(nowUs: number): void {
    if (nowUs < this.resetAtUs) return;
    this.left = this.quota;
    this.resetAtUs = periodEndUs(this.shape.period, nowUs);
  }
}

function periodEndUs(period: CreditPeriod, nowUs: number): number {
  const now = new Date(nowUs / 1000);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  return (period === "day" ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1)) * 1000;
}
