import { z } from "zod";

/** Back-pressure between the market ring and the sockets. */
export const FlowConfig = z
  .strictObject({
    /** Shares of the ring's capacity. */
    pauseAbove: z.number().gt(0).max(1).default(0.75),
    resumeBelow: z.number().min(0).lt(1).default(0.5),
    /** A longer pause ends the epochs: what waits in the socket is too old. */
    pausedMsMax: z.int().positive().default(2000),
    /** How often a paused feed looks at the ring. */
    pollMs: z.int().positive().default(1),
  })
  .refine((flow) => flow.resumeBelow < flow.pauseAbove, { error: "resumeBelow must be below pauseAbove" });
export type FlowConfig = z.infer<typeof FlowConfig>;

export const RunnerConfig = z.strictObject({
  /** Period of the core's own work. */
  tickMs: z.int().positive().default(100),
  connectionsMax: z.int().positive().max(1024).default(64),
  flow: FlowConfig.prefault({}),
});
export type RunnerConfig = z.infer<typeof RunnerConfig>;
