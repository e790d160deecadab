export { type BookArenaHandle, createBookArena } from "./book-arena.ts";
export { ASK, BID } from "./book-layout.ts";
export * from "./book-reader.ts";
export * from "./book-reads.ts";
export * from "./group-judge.ts";
export * from "./instrument-books.ts";
export * from "./mirror-check.ts";
export * from "./order-books.ts";
export { averagePrice, type Walk } from "./walk.ts";
