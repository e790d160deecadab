import type { OrderRequest, ReasonCode } from "@augury/model";

/**
 * A way to a venue, real or simulated. What becomes of an order comes back as OrderReports, in the order in which it happened; every
 * order ends in exactly one terminal report. `nowUs` is the moment of the decision and never decreases.
 */
export interface ExecutionGateway {
  /** Sends an order. An id that is open already is ignored and counted. */
  submit(order: OrderRequest, nowUs: number): void;
  /** Asks for one order's end. Too late, or unknown: nothing happens, and it is counted. */
  cancel(intentId: number, leg: number, nowUs: number): void;
  /** Asks for the end of every order submitted so far; their terminal reports carry `reason`. */
  cancelAll(reason: ReasonCode, nowUs: number): void;
}
