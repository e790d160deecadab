import type { CashMicros } from "@augury/core";
import type { ReasonCode } from "@augury/model";
import type { PnlBounds } from "./fill-views.ts";

export interface StrategyView {
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly instruments: readonly number[];
  readonly intents: number;
  readonly refusals: number;
  readonly fills: number;
  /** What became of intents of several legs, which paper runs as independent orders. */
  readonly legRisk: {
    readonly settled: number;
    readonly broken: number;
    readonly unmatchedCash: CashMicros;
    readonly unmatchedCashMax: CashMicros;
  };
  /** Of its paper fills since the engine started. */
  readonly bounds?: PnlBounds;
  /** The last intent's reason in words with the numbers behind it. */
  readonly lastDecision?: { readonly timeUs: number; readonly reason: string; readonly numbers: readonly number[] };
}

export interface RiskView {
  readonly killed: boolean;
  readonly killedReason?: string;
  readonly killedUs?: number;
  readonly ordersOpen: number;
  /** The limits in force under their configuration names. */
  readonly limits: Readonly<Record<string, string | number | boolean>>;
  /** Intents refused so far, by reason. */
  readonly refusals: Readonly<Partial<Record<ReasonCode, number>>>;
}
