export * from "./execution-gateway.ts";
export * from "./order-request.ts";
export * from "./order-state-machine.ts";
export * from "./paper-config.ts";
export * from "./paper-venue.ts";
