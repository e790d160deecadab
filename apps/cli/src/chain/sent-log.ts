import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { err, ok, type Result } from "@augury/core";
import { z } from "zod";

const Sent = z.object({
  kind: z.literal("sent"),
  atMs: z.int(),
  chainId: z.int(),
  owner: z.string(),
  hash: z.string(),
  nonce: z.int(),
  description: z.string(),
});
const Settled = z.object({ kind: z.literal("settled"), atMs: z.int(), hash: z.string(), status: z.string() });
const Entry = z.discriminatedUnion("kind", [Sent, Settled]);
export type SentEntry = z.infer<typeof Sent>;

/** What was sent to the chain, noted on disk before it left, and what became of it: one line of JSON each, never rewritten. */
export class SentLog {
  constructor(readonly path: string) {}

  /** Notes a transaction; when this returns it survives a crash of the machine. */
  noteSent(entry: Omit<SentEntry, "kind">): void {
    this.append({ kind: "sent", ...entry });
  }

  noteSettled(hash: string, status: string, atMs: number): void {
    this.append({ kind: "settled", atMs, hash, status });
  }

  /** Returns what was noted and never settled, oldest first. Fails where a line cannot be read: it may be one of those. */
  unsettled(): Result<SentEntry[], string> {
    if (!existsSync(this.path)) return ok([]);
    const open = new Map<string, SentEntry>();
    for (const [at, line] of readFileSync(this.path, "utf8").split("\n").entries()) {
      if (line.trim() === "") continue;
      const entry = Entry.safeParse(parse(line));
      if (!entry.success) return err(`${this.path}:${at + 1}: not a line of this log`);
      if (entry.data.kind === "sent") open.set(entry.data.hash, entry.data);
      else open.delete(entry.data.hash);
    }
    return ok([...open.values()]);
  }

  private append(entry: z.infer<typeof Entry>): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const file = openSync(this.path, "a", 0o600);
    try {
      writeSync(file, `${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
