export { Complement } from "./complement/complement.ts";
export { ComplementConfig } from "./complement/config.ts";
export { InstrumentRef } from "./instrument-ref.ts";
export { QuoterConfig } from "./quoter/config.ts";
export { Quoter } from "./quoter/quoter.ts";
export * from "./strategies.ts";
export * from "./strategy.ts";
export * from "./strategy-config-error.ts";
export * from "./strategy-router.ts";
