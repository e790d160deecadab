export * from "./coin-methods.ts";
export * from "./market-methods.ts";
export * from "./prices.ts";
