export type { SettlementState, TradeOperation } from "@augury/model";
export * from "./double-entry.ts";
export * from "./ledger.ts";
export * from "./operation.ts";
export * from "./portfolio.ts";
export * from "./position-row.ts";
export * from "./settlement.ts";
export * from "./settlement-ledger.ts";
export { runSettlementSchedule, type ScheduleResult } from "./settlement-schedule.ts";
