export * from "./kalshi-live-scene.ts";
