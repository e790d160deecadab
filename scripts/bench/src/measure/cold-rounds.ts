import type { Contender, HotResult } from "./hot-rounds.ts";
import { spreadOf } from "./quantiles.ts";

export interface ColdPlan {
  readonly samples: number;
  /** Sleep before each sample: other work takes the caches meanwhile. */
  readonly idleMs: number;
}

/**
 * Measures contenders cold, as a quiet market meets them: sleep, one operation, sleep. A loop flatters everybody (performance sheet
 * section 0, finding 6). Each contender's batches must be of one operation.
 */
export async function runCold(contenders: readonly Contender[], plan: ColdPlan): Promise<HotResult[]> {
  const values = contenders.map((): number[] => []);
  const checksums = contenders.map(() => 0);
  for (const contender of contenders) contender.begin();
  for (let sample = 0; sample < plan.samples; sample++) {
    for (const [at, contender] of contenders.entries()) {
      await Bun.sleep(plan.idleMs);
      const startNs = Bun.nanoseconds();
      contender.batch();
      values[at].push(Bun.nanoseconds() - startNs);
      checksums[at] += contender.settle();
    }
  }
  return contenders.map(({ name }, at) => ({ name, spread: spreadOf(values[at]), checksum: checksums[at] }));
}
