export * from "./heartbeat-keeper.ts";
export * from "./holdings-reader.ts";
export * from "./payout-reader.ts";
export * from "./polymarket-live.ts";
export * from "./trade-parts.ts";
export * from "./trade-settlements.ts";
export * from "./user-channel.ts";
