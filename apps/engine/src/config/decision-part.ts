import { err, ok, type Result } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import type { DecisionConfig } from "@augury/pipeline";
import { StrategyConfigError } from "@augury/strategy";
import type { EngineConfig } from "./engine-config.ts";
import { referencesOf } from "./reference-config.ts";
import { resolveStrategies } from "./strategy-entry.ts";

/** Returns what decision depends on besides its inputs, selectors resolved: the part of the configuration that stands in every journal. */
export function toDecisionConfig(
  { mode, strategies, reference, risk, decision, books, venues }: EngineConfig,
  table: InstrumentTable,
): Result<DecisionConfig, StrategyConfigError> {
  const resolved = resolveStrategies(strategies, table);
  if (!resolved.ok) return err(new StrategyConfigError(resolved.error));
  const references = [...referencesOf(reference)];
  const polled = venues.kalshi?.polled ?? "observe";
  return ok({
    strategies: resolved.value,
    references,
    risk: { ...risk, mode, polled },
    booksBytesMax: books.bytesMax,
    ...decision,
  });
}
