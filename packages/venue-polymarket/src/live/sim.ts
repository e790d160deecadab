export * from "./live-scene.ts";
export * from "./scene-process.ts";
