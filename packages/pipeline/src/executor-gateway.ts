import type { ExecutionGateway, PlanKeeper, TakenPlan } from "@augury/execution";

/** A gateway as the executor drives it. The paper venue lives on the market's slots, a live one on time and its sockets. */
export interface ExecutorGateway extends ExecutionGateway {
  onSlot(i32: Int32Array, f64: Float64Array, base: number, consumedTimeUs: number): void;
  onTime(nowUs: number): void;
  /** Market slots were lost. */
  lost(): void;
  /** When {@link onTime} next has something to do of its own accord; left out: it follows the market. */
  readonly nextDueUs?: number;
  /** The kill word went up or down. Left out: everything is canceled when it goes up. */
  onKill?(isKilled: boolean): void;
  /** Whether an order of this name is followed already, taken over from a log. */
  knows?(intentId: number, leg: number): boolean;
  /** Whether an order on this instrument would be sent now. Left out: it would. */
  isReady?(instrument: number): boolean;
  /** What remembers plans, and those that a process before this one had not ended. Left out: plans end with their process. */
  readonly plans?: PlanKeeper & { readonly recovered: readonly TakenPlan[] };
}
