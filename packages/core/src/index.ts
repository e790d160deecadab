export * from "./assert.ts";
export * from "./clock.ts";
export * from "./decimal.ts";
export * from "./prng.ts";
export * from "./result.ts";
export * from "./units.ts";
export * from "./uuid.ts";
