export * from "./codes.ts";
export * from "./control-words.ts";
export * from "./epoch-table.ts";
export * from "./market-publisher.ts";
export * from "./slot-layout.ts";
export * from "./slot-reader.ts";
export * from "./slot-writer.ts";
export * from "./stamped-slot.ts";
