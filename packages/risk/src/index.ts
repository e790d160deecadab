export * from "./loss-watch.ts";
export type { Refusal } from "./refusal.ts";
export * from "./risk-config.ts";
export * from "./risk-gate.ts";
export * from "./risk-view.ts";
