export * from "./event-parser.ts";
export * from "./feed-core.ts";
export * from "./market-parser.ts";
export * from "./recordings.ts";
export * from "./verify-recording.ts";
