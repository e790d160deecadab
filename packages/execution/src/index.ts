export * from "./execution-gateway.ts";
export * from "./order-request.ts";
export * from "./order-state-machine.ts";
