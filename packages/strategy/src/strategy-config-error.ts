/** One thing that is wrong with the strategies' configuration, and where: the path counts from the list of strategies. */
export interface ConfigProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A configuration that fits the schema and not the instruments of this run. Expected: nothing is built, the operator is told. */
export class StrategyConfigError extends Error {
  override readonly name = "StrategyConfigError";

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(({ path, message }) => `strategies.${path.join(".")}: ${message}`).join("\n"));
  }
}
