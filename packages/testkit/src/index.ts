export * from "./fixtures.ts";
export * from "./send-audit.ts";
export * from "./watch-live.ts";
