export type { WaitOptions } from "./await-transaction.ts";
export * from "./chain-error.ts";
export * from "./chain-operation.ts";
export { CHAIN_CONTRACTS, CHAIN_NAMES } from "./contracts.ts";
export { type FoundChainMarket, type FoundChainSet, findChainMarket, findChainSet } from "./gamma-facts.ts";
export { microsText } from "./micros-text.ts";
export * from "./node-questions.ts";
export * from "./plan-operation.ts";
export * from "./send-plan.ts";
