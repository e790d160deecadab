export * from "./counter-block.ts";
export * from "./histogram.ts";
export * from "./histogram-set.ts";
export * from "./stages.ts";
