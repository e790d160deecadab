export * from "./chain-error.ts";
export * from "./chain-operation.ts";
export { CHAIN_CONTRACTS, CHAIN_NAMES } from "./contracts.ts";
export * from "./node-questions.ts";
export * from "./plan-operation.ts";
export * from "./send-plan.ts";
