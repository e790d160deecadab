export * from "./counter-block.ts";
export * from "./histogram.ts";
export * from "./histogram-set.ts";
export * from "./log.ts";
export * from "./prometheus.ts";
export { REDACTED, REDACTOR_BOUNDS, Redactor, type RedactorBounds } from "./redactor.ts";
export * from "./secret-names.ts";
export * from "./stages.ts";
