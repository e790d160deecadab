import type { AmendRequest, OrderRequest, ReasonCode } from "@augury/model";

/**
 * A way to a venue, real or simulated. What becomes of an order comes back as OrderReports, in the order in which it happened; every
 * order ends in exactly one terminal report. `nowUs` is the moment of the decision and never decreases.
 */
export interface ExecutionGateway {
  /** Sends an order. An id that is open already is ignored and counted. */
  submit(order: OrderRequest, nowUs: number): void;
  /** Sends several orders, together where the venue takes them so. Each is accepted, refused or unknown for itself. */
  submitMany(orders: readonly OrderRequest[], nowUs: number): void;
  /**
   * Asks for another price or size of a resting order, where the venue can. Returns why nothing was sent, or "none"; what came of it, a refusal
   * too, is a report with `terms`. Of an order that has ended nothing is said: its end was.
   */
  amend(request: AmendRequest, nowUs: number): ReasonCode;
  /** Says in a report with `terms` that an amendment is not sent, and why. */
  refuseAmend(request: AmendRequest, reason: ReasonCode, nowUs: number): void;
  /** Asks for one order's end. Too late, or unknown: nothing happens, and it is counted. */
  cancel(intentId: number, leg: number, nowUs: number): void;
  /** Asks for the end of every order on these instruments (all of a market's: the market); their terminal reports carry `reason`. */
  cancelByInstrument(instruments: readonly number[], reason: ReasonCode, nowUs: number): void;
  /** Asks for the end of every order submitted so far; their terminal reports carry `reason`. */
  cancelAll(reason: ReasonCode, nowUs: number): void;
}
