import { z } from "zod";

const MIB = 1024 * 1024;

/** Which answers are kept as they came. */
export const PayloadRule = z.strictObject({
  source: z.string().min(1).max(128).optional().describe("Only of this client, as /limits names it; left out: of any."),
  endpoint: z
    .string()
    .regex(/^[a-z0-9-]*\*?$/, "an endpoint's name, or the beginning of one with * behind it")
    .default("*")
    .describe("An endpoint by name (markets), by the beginning of its name (market*), or any (*)."),
  answers: z.enum(["all", "refused"]).default("all").describe("refused: only those with a status that is no success."),
});
export type PayloadRule = z.infer<typeof PayloadRule>;

/** Raw payloads of REST answers, kept for audit. Answers that hold a secret are never among them. */
export const PayloadsConfig = z.strictObject({
  keep: z.array(PayloadRule).max(64).default([]).describe("What is kept; nothing unless something is named here."),
  dir: z.string().min(1).max(1024).default("payloads").describe("Folder of the files, inside dataDir."),
  filesMax: z.int().min(1).max(100_000).default(1_000).describe("Files kept; the oldest go first."),
  bytesMax: z
    .int()
    .min(MIB)
    .max(2 ** 40)
    .default(64 * MIB)
    .describe("Bytes of all files; the oldest go first."),
  payloadBytesMax: z
    .int()
    .min(1024)
    .max(64 * MIB)
    .default(MIB)
    .describe("A longer payload is cut here, and says so in its name."),
});
export type PayloadsConfig = z.infer<typeof PayloadsConfig>;
