export * from "./api/index.ts";
export * from "./config/index.ts";
export { BUILD_ID } from "./main/build-id.ts";
export { Engine, type EngineOptions, type EngineStop } from "./main/engine.ts";
export { KillFile } from "./main/kill-file.ts";
export type { LedgerNotices } from "./main/live-ledger.ts";
export type { RecoveredRun } from "./main/persistence.ts";
