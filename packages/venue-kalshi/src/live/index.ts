export * from "./account-channel.ts";
export * from "./cancel-sender.ts";
export * from "./holdings-reader.ts";
export * from "./kalshi-live.ts";
export * from "./market-settlements.ts";
export * from "./order-changes.ts";
export * from "./order-groups.ts";
