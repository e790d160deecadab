export * from "./byte-ring.ts";
export * from "./cell-table.ts";
export * from "./doorbell.ts";
export * from "./ring-consumer.ts";
export { createRing, type RingHandle, type RingShape } from "./ring-memory.ts";
export * from "./ring-producer.ts";
export * from "./ring-stats.ts";
export * from "./turn-publisher.ts";
