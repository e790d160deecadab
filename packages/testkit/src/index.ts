export * from "./fixtures.ts";
export * from "./request-of.ts";
export * from "./send-audit.ts";
export * from "./watch-live.ts";
