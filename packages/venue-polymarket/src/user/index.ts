export * from "./user-order.ts";
export * from "./user-protocol.ts";
export * from "./user-trade.ts";
export * from "./venue-time.ts";
