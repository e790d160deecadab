import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { VenueName } from "@augury/model";
import { z } from "zod";

/** What decision has been told of an account: nothing of it may be told as new by an executor that takes over. */
export const Opening = z.strictObject({
  /** The engine's process. */
  processId: z.string(),
  /** Trades before then are in the balances that decision was told, in ms by the venue's clock. */
  sinceMs: z.number(),
  /** Later ones that are in them as well. */
  tradeIds: z.array(z.string()),
  /** What contracts of ended markets pay, as decision was told: PriceTicks by the venue's name of the instrument. */
  payouts: z.record(z.string(), z.int()).default({}),
});
export type Opening = z.infer<typeof Opening>;

/** The opening of one venue's account, on disk: it outlives the executor's worker. */
export class OpeningFile {
  private readonly path: string;

  constructor(
    directory: string,
    venue: VenueName,
    private readonly processId: string,
  ) {
    this.path = join(directory, `opening-${venue}.json`);
  }

  /** Returns the opening of this very process; `undefined` when decision has been told nothing yet. */
  read(): Opening | undefined {
    try {
      const opening = Opening.parse(JSON.parse(readFileSync(this.path, "utf8")));
      return opening.processId === this.processId ? opening : undefined;
    } catch {
      return undefined;
    }
  }

  /** Writes down what ended markets pay, once there is an opening; throws like {@link write}. */
  notePayouts(payouts: Opening["payouts"]): void {
    const opening = this.read();
    if (opening) this.write({ ...opening, payouts });
  }

  /** Writes it, whole or not at all; throws when the disk refuses: without it a fill might be counted twice. */
  write(opening: Omit<Opening, "processId">): void {
    const { processId } = this;
    mkdirSync(dirname(this.path), { recursive: true });
    const fresh = `${this.path}.new`;
    const fd = openSync(fresh, "w", 0o600);
    try {
      writeSync(fd, JSON.stringify({ ...opening, processId }));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(fresh, this.path);
  }
}
