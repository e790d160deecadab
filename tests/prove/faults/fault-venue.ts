import type { Prng } from "@augury/core";
import type { OrderRequest, OrderState } from "@augury/model";
import type { SendAudit } from "@augury/testkit";
import type { FaultPlan } from "./fault-plan.ts";

/** What a venue's scene of live trading has in common with the others'. Contracts in whole ones, times in ms. */
export interface FaultScene {
  readonly audit: SendAudit;
  readonly random: Prng;
  readonly scheduler: { nowUs(): number };
  readonly intents: number;
  /** What was reported of each intent by the process that spoke of it last. */
  readonly said: ReadonlyMap<number, { readonly state: OrderState; readonly filled: number }>;
  readonly process: {
    readonly venue: {
      readonly isReconciled: boolean;
      readonly openCount: number;
      cancel(intentId: number, leg: number, nowUs: number): void;
      cancelAll(reason: "requested", nowUs: number): void;
    };
    readonly alarms: readonly string[];
    readonly imbalances: readonly string[];
  };
  submit(over: Partial<OrderRequest>): number;
  submitMany(orders: readonly Partial<OrderRequest>[]): void;
  trade(takerSide: "buy" | "sell", contracts: number): void;
  refill(): void;
  dropConnections(): void;
  crash(): Promise<void>;
  pass(ms: number): Promise<void>;
  until(condition: () => boolean, ms?: number): Promise<void>;
  ready(): Promise<void>;
  difference(): string | undefined;
  close(): Promise<void>;
}

/** An order by the venue's books. */
export interface VenueOrder {
  /** The name under which it must have been written down. */
  readonly key: string;
  readonly state: "filled" | "canceled" | "resting";
  /** SizeMicros. */
  readonly filled: number;
  /** Signed for less than was asked: the rest ends with what it took. */
  readonly isCut: boolean;
}

/** What differs from venue to venue when everything goes wrong. */
export interface FaultVenue {
  readonly scene: FaultScene;
  /** The order keys that were written down, by intent. */
  readonly keys: ReadonlyMap<number, string>;
  /** What may be wished for in an order here. */
  wish(): Partial<OrderRequest>;
  /** Lets the plan's faults loose, or ends them. */
  unleash(plan: FaultPlan): void;
  calm(): void;
  /** Something that only this venue does; returns whether it happened. */
  surprise(plan: FaultPlan): Promise<boolean>;
  readonly restingCount: number;
  /** Nothing of the account waits for its settlement, at the venue and as far as we know. */
  isSettled(): boolean;
  orders(): readonly VenueOrder[];
  struck(): { readonly faults: number; readonly voided: number; readonly retried: number };
}
