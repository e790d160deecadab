export { type BookArenaHandle, createBookArena } from "./book-arena.ts";
export { ASK, BID } from "./book-layout.ts";
export * from "./book-reader.ts";
export * from "./book-reads.ts";
export * from "./instrument-books.ts";
export * from "./order-books.ts";
export { averagePrice, type Walk } from "./walk.ts";
