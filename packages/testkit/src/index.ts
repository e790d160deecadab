export * from "./fixtures.ts";
export * from "./send-audit.ts";
