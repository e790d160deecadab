export { parseSimFlags, SIM_FLAGS_HELP } from "./cli-options.ts";
export { ChaosRequest, type SimStats } from "./control.ts";
export type { Manifest, ManifestLeg, ManifestWindow } from "./manifest.ts";
export { type Sim, type SimOptions, startSim } from "./start-sim.ts";
export { WORLD_DEFAULTS, World, type WorldOptions } from "./world.ts";
