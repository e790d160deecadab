export type {
  AccountSnapshot,
  FillFact,
  IntentEntry,
  Listing,
  LivePort,
  LookUpAnswer,
  OrderFact,
  OrderRequest,
  PostOutcome,
  PreparedOrder,
} from "@augury/model";
export * from "./execution-gateway.ts";
export * from "./legs/leg-config.ts";
export * from "./legs/leg-report.ts";
export * from "./legs/leg-risk.ts";
export * from "./legs/leg-run.ts";
export * from "./legs/leg-runs.ts";
export { LegWorld } from "./legs/leg-world.ts";
export * from "./legs/plan-keeper.ts";
export { FaultyExchange } from "./live/faulty-exchange.ts";
export type { FaultPlan } from "./live/faulty-network.ts";
export { giveUpMs } from "./live/give-up-ms.ts";
export * from "./live/intent-entries.ts";
export * from "./live/live-config.ts";
export { LivePlans } from "./live/live-plans.ts";
export * from "./live/live-venue.ts";
export * from "./live/order-facts.ts";
export * from "./live/recover-plans.ts";
export type { FillBounds, FillTally } from "./order-bounds.ts";
export * from "./order-state-machine.ts";
export * from "./paper-config.ts";
export * from "./paper-venue.ts";
