export * from "./ledger.ts";
export * from "./portfolio.ts";
export * from "./position-row.ts";
