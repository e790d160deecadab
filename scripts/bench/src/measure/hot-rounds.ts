import { joinRounds, type Spread, spreadOf } from "./quantiles.ts";

/** One way to do a piece of work. Contenders of one comparison do the same work in the same order. */
export interface Contender {
  readonly name: string;
  /** Before each round, not timed: back to the first piece of work. */
  begin(): void;
  /** Does one batch and returns how many operations that was. This is what is timed. */
  batch(): number;
  /** After each batch, not timed: takes the results away and returns their sum. */
  settle(): number;
}

export interface HotPlan {
  readonly rounds: number;
  /** Every contender runs this long before anything is measured: the optimizing compiler wants some hundred thousand calls. */
  readonly warmupMs: number;
  readonly batches: number;
}

export interface HotResult {
  readonly name: string;
  /** Nanoseconds per operation. */
  readonly spread: Spread;
  readonly checksum: number;
}

/**
 * Measures contenders in a loop, hot: A B C, then B C A, and so on, so that a noisy machine is noisy to all. A value is the mean of one
 * batch, so p99 and max speak of batches, garbage collections included.
 */
export function runHot(contenders: readonly Contender[], plan: HotPlan): HotResult[] {
  const spreads = contenders.map((): Spread[] => []);
  const checksums = contenders.map(() => 0);
  for (const contender of contenders) warmUp(contender, plan);
  for (let round = 0; round < plan.rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const at = (turn + round) % contenders.length;
      const { values, checksum } = runRound(contenders[at], plan);
      spreads[at].push(spreadOf(values));
      checksums[at] += checksum;
    }
  }
  return contenders.map(({ name }, at) => ({ name, spread: joinRounds(spreads[at]), checksum: checksums[at] }));
}

function warmUp(contender: Contender, plan: HotPlan): void {
  for (const endMs = performance.now() + plan.warmupMs; performance.now() < endMs; ) runRound(contender, plan);
}

function runRound(contender: Contender, plan: HotPlan): { values: number[]; checksum: number } {
  const values: number[] = [];
  let checksum = 0;
  contender.begin();
  for (let batch = 0; batch < plan.batches; batch++) {
    const startNs = Bun.nanoseconds();
    const operations = contender.batch();
    values.push((Bun.nanoseconds() - startNs) / operations);
    checksum += contender.settle();
  }
  return { values, checksum };
}
