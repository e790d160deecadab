import { assert, type Result } from "@augury/core";
import type { InstrumentTable, VenueName } from "@augury/model";
import type { z } from "zod";
import type { Strategy } from "./strategy.ts";
import type { ConfigProblem } from "./strategy-config-error.ts";

/** What every strategy's configuration says, whatever else it does. */
export interface StrategyConfigBase {
  readonly kind: string;
  /** Names the strategy in reports; unique in a run. */
  readonly name: string;
}

/** A kind of strategy, as the registry knows it. Problems carry paths within the strategy's own configuration. */
export interface StrategyKind<Schema extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  readonly config: Schema;
  create(config: StrategyConfigBase, table: InstrumentTable): Result<Strategy, readonly ConfigProblem[]>;
  /** What is left of a configuration in a run without some venues; `undefined`: nothing that could trade. */
  without(config: StrategyConfigBase, venues: readonly VenueName[]): z.infer<Schema> | undefined;
}

/** Describes a kind of strategy: its word, the schema of its configuration, and how to build one. */
export function defineStrategy<Schema extends z.ZodObject>(definition: {
  readonly kind: string;
  readonly config: Schema;
  readonly create: (config: z.infer<Schema>, table: InstrumentTable) => Result<Strategy, readonly ConfigProblem[]>;
  readonly without: (config: z.infer<Schema>, venues: readonly VenueName[]) => z.infer<Schema> | undefined;
}): StrategyKind<Schema> {
  const { kind, config } = definition;
  return {
    kind,
    config,
    create(parsed, table) {
      assert(parsed.kind === kind, `a ${kind} is built from its own configuration, was ${parsed.kind}`);
      // The union that parsed it chose this schema by that word.
      return definition.create(parsed as z.infer<Schema>, table);
    },
    without: (parsed, venues) => definition.without(parsed as z.infer<Schema>, venues),
  };
}
