import type { EngineMemory } from "@augury/pipeline";
import { type RingHandle, readRingStats } from "@augury/ring";

const POLL_MS = 2;

/** Resolves when all these rings are empty, or after `msMax`; returns the names of those that are not. */
export async function awaitEmpty(rings: Readonly<Record<string, RingHandle>>, msMax: number): Promise<string[]> {
  const left = () => Object.entries(rings).filter(([, ring]) => readRingStats(ring).lag > 0);
  for (const endMs = performance.now() + msMax; left().length > 0 && performance.now() < endMs; )
    await Bun.sleep(POLL_MS);
  return left().map(([name, ring]) => `${readRingStats(ring).lag} slots were left in the ring ${name}`);
}

/** The rings that decision reads. */
export function inputsOf(memory: EngineMemory): Record<string, RingHandle> {
  return {
    "market.polymarket": memory.market.polymarket,
    "market.kalshi": memory.market.kalshi,
    "market.reference": memory.market.reference,
    control: memory.decisionControl,
    report: memory.report,
  };
}
