import { err, ok, type Result } from "@augury/core";
import type { InstrumentTable, VenueName } from "@augury/model";
import { z } from "zod";
import { complement } from "./complement/kind.ts";
import { quoter } from "./quoter/kind.ts";
import type { Strategy } from "./strategy.ts";
import { type ConfigProblem, StrategyConfigError } from "./strategy-config-error.ts";
import type { StrategyKind } from "./strategy-kind.ts";

/** The kinds of strategies that there are: a new one is a folder and a word here. */
const KINDS = [complement, quoter] as const;

/** One strategy's configuration; `kind` says which. */
export const StrategyConfig = z.discriminatedUnion("kind", schemasOf(KINDS));
export type StrategyConfig = z.infer<typeof StrategyConfig>;

/** A strategy's number travels in a byte. */
const STRATEGIES_MAX = 255;

/** Builds the configured strategies for this run's instruments, or says everything that is wrong with them. */
export function createStrategies(
  configs: readonly StrategyConfig[],
  table: InstrumentTable,
): Result<Strategy[], StrategyConfigError> {
  const problems: ConfigProblem[] = [];
  const strategies: Strategy[] = [];
  if (configs.length > STRATEGIES_MAX) {
    problems.push({ path: [], message: `at most ${STRATEGIES_MAX} strategies, were ${configs.length}` });
  }
  for (const [at, config] of configs.entries()) {
    if (configs.findIndex(({ name }) => name === config.name) < at) {
      problems.push({ path: [at, "name"], message: `the name "${config.name}" is taken` });
    }
    const created = KINDS.find(({ kind }) => kind === config.kind)?.create(config, table);
    if (created?.ok) strategies.push(created.value);
    else for (const problem of created?.error ?? []) problems.push({ ...problem, path: [at, ...problem.path] });
  }
  return problems.length === 0 ? ok(strategies) : err(new StrategyConfigError(problems));
}

/** What is left of a strategy's configuration in a run without some venues; `undefined`: nothing that could trade. */
export function strategyWithout(config: StrategyConfig, venues: readonly VenueName[]): StrategyConfig | undefined {
  const kind = KINDS.find((one) => one.kind === config.kind);
  return kind?.without(config, venues) as StrategyConfig | undefined;
}

/** The kinds' schemas as the tuple that a discriminated union wants. */
function schemasOf<const Kinds extends readonly StrategyKind[]>(
  kinds: Kinds,
): { [At in keyof Kinds]: Kinds[At]["config"] } {
  // `map` forgets that the list has a first element; the kinds' own types say the rest.
  return kinds.map(({ config }) => config) as { [At in keyof Kinds]: Kinds[At]["config"] };
}
