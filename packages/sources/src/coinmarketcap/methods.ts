export * from "./coin-methods.ts";
export * from "./market-methods.ts";
export * from "./reference-methods.ts";
