export * from "./feed-core.ts";
