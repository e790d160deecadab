export { WORLD_DEFAULTS, World, type WorldOptions } from "./world.ts";
