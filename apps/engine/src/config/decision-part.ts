import { err, ok, type Result } from "@augury/core";
import type { InstrumentTable, VenueName } from "@augury/model";
import type { DecisionConfig } from "@augury/pipeline";
import { StrategyConfigError } from "@augury/strategy";
import type { EngineConfig } from "./engine-config.ts";
import { referencesOf } from "./reference-config.ts";
import { entriesWithout, resolveStrategies } from "./strategy-entry.ts";

/**
 * Returns what decision depends on besides its inputs, selectors resolved: the part of the configuration that stands in every journal.
 * `missing`: venues that take no part in this run.
 */
export function toDecisionConfig(
  { mode, strategies, reference, risk, decision, books, venues }: EngineConfig,
  table: InstrumentTable,
  missing: readonly VenueName[] = [],
): Result<DecisionConfig, StrategyConfigError> {
  const resolved = resolveStrategies(entriesWithout(strategies, missing), table);
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
