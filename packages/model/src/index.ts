export * from "./event.ts";
export * from "./fee-schedule.ts";
export * from "./instrument.ts";
export * from "./order.ts";
export * from "./tick-structure.ts";
export * from "./venue.ts";
export * from "./venue-error.ts";
export * from "./venue-id.ts";
