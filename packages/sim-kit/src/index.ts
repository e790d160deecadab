export * from "./chaos-dial.ts";
export * from "./fault.ts";
export * from "./frame-kind.ts";
export * from "./ladder.ts";
export * from "./sim-connection.ts";
export * from "./sim-server.ts";
export * from "./sim-venue.ts";
