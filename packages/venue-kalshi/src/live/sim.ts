export * from "./kalshi-live-scene.ts";
export * from "./scene-market.ts";
export * from "./scene-process.ts";
