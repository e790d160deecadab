export * from "./strategy.ts";
