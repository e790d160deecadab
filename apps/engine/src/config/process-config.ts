import { LOG_LEVELS } from "@augury/telemetry";
import { z } from "zod";
import { SecretRef } from "./secret-ref.ts";

const MIB = 1024 * 1024;

export const BooksConfig = z.strictObject({
  bytesMax: z
    .int()
    .min(MIB)
    .max(2 ** 32)
    .default(256 * MIB)
    .describe(
      "Shared memory of all books: 1.6 kB per book at a tick of one cent, 160 kB at $0.0001. Untouched pages cost nothing.",
    ),
});
export type BooksConfig = z.infer<typeof BooksConfig>;

export const JournalConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("false: nothing is recorded and nothing can be replayed."),
  dir: z.string().min(1).max(1024).default("journal").describe("Folder of the segments, inside dataDir."),
  segmentBytesMax: z
    .int()
    .min(MIB)
    .max(2 ** 31)
    .default(64 * MIB)
    .describe("A segment that would grow past this is closed and the next one opened."),
  fsyncMs: z
    .int()
    .nonnegative()
    .max(3_600_000)
    .default(1_000)
    .describe("Interval of forcing the journal to disk. 0: left to the operating system."),
  rawFrames: z.boolean().default(false).describe("Keep the venues' raw frames too."),
  runsMax: z
    .int()
    .positive()
    .max(1_000_000)
    .default(200)
    .describe("Runs kept. The oldest are deleted when an engine starts; one that still has to be repaired never is."),
  bytesMax: z
    .int()
    .min(MIB)
    .max(2 ** 50)
    .default(64 * 1024 * MIB)
    .describe("The same by size: bytes of all runs together, raw frames included."),
});
export type JournalConfig = z.infer<typeof JournalConfig>;

export const StorageConfig = z.strictObject({
  path: z.string().min(1).max(1024).default("augury.sqlite").describe("SQLite file, inside dataDir."),
  batchRowsMax: z.int().positive().max(10_000).default(100).describe("A batch is written when it has so many rows …"),
  batchMsMax: z.int().positive().max(60_000).default(1_000).describe("… or is this old."),
  queueRowsMax: z
    .int()
    .positive()
    .max(10_000_000)
    .default(100_000)
    .describe("Rows waiting; beyond that samples are shed and counted."),
  checkpointMs: z.int().positive().max(3_600_000).default(30_000).describe("Interval of WAL checkpoints."),
  sampleMs: z.int().min(100).max(3_600_000).default(1_000).describe("Interval of top-of-book samples."),
});
export type StorageConfig = z.infer<typeof StorageConfig>;

export const ApiConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("false: no API is served."),
  host: z
    .string()
    .min(1)
    .max(253)
    .default("127.0.0.1")
    .describe("Address to listen on. Anything but a loopback address opens the API to others."),
  port: z.int().min(0).max(65_535).default(8080).describe("0: any free port."),
  token: SecretRef.prefault({ env: "AUGURY_API_TOKEN" }).describe(
    "Bearer token of the write routes. Without one they answer 403.",
  ),
  bodyBytesMax: z.int().min(256).max(MIB).default(16_384).describe("Largest request body."),
  rowsMax: z.int().min(1).max(10_000).default(1_000).describe("Largest page of a list."),
  levelsMax: z.int().min(1).max(10_000).default(500).describe("Deepest book answer, levels per side."),
  origins: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(32)
    .default([])
    .describe("Further web origins that may use the write routes."),
});
export type ApiConfig = z.infer<typeof ApiConfig>;

export const SupervisionConfig = z.strictObject({
  checkMs: z.int().min(10).max(60_000).default(250).describe("Interval of looking at the heartbeats."),
  heartbeatMsMax: z
    .int()
    .min(50)
    .max(600_000)
    .default(5_000)
    .describe("A worker silent for longer is taken for dead and restarted."),
  startMsMax: z.int().min(100).max(600_000).default(15_000).describe("Time that a worker has to come up."),
  stopMsMax: z
    .int()
    .min(100)
    .max(600_000)
    .default(10_000)
    .describe("Time that a graceful stop has before workers are ended."),
  restart: z
    .strictObject({
      initialMs: z.int().nonnegative().max(600_000).default(100),
      maxMs: z.int().positive().max(3_600_000).default(10_000),
      multiplier: z.number().min(1).max(100).default(2),
      healthyMs: z
        .int()
        .positive()
        .max(3_600_000)
        .default(30_000)
        .describe("Up for so long: the next delay starts from initialMs again."),
      restartsMax: z
        .int()
        .positive()
        .max(1_000_000)
        .default(100)
        .describe("Restarts of one worker in an hour before the process gives up."),
    })
    .prefault({})
    .describe("Delays between restarts of one worker."),
});
export type SupervisionConfig = z.infer<typeof SupervisionConfig>;

export const LogConfig = z.strictObject({
  level: z.enum(LOG_LEVELS).default("info").describe("Lines below this level are not written."),
  linesPerSecondMax: z
    .int()
    .positive()
    .max(10_000)
    .default(20)
    .describe("Lines of one message per second; the rest is counted."),
});
export type LogConfig = z.infer<typeof LogConfig>;

export const MetricsConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("Serve /metrics."),
});
export type MetricsConfig = z.infer<typeof MetricsConfig>;
