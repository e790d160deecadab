import { z } from "zod";

/** The local backend's settings. */
export const LocalStorageConfig = z.strictObject({
  /** File of the database; ":memory:" for one that lives as long as the process. */
  path: z.string().min(1).default("data/augury.db"),
  /** How long a statement waits for another process's lock, milliseconds. It blocks the thread. */
  busyTimeoutMs: z.int().min(0).max(60_000).default(5000),
});
export type LocalStorageConfig = z.infer<typeof LocalStorageConfig>;
