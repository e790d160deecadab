import type { BudgetUsage } from "@augury/net";
import type { Metric, SourceAnswer, SourceMethod } from "@augury/sources";

/** One open source of reference data: what it can be asked, and what is left of its limits. */
export interface SourceView {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly key: "none" | "optional" | "required";
  readonly hasKey: boolean;
  readonly methods: readonly SourceMethod[];
  readonly usage: BudgetUsage;
}

/** A source's answer with the metrics that are in it. */
export interface SourceCallView extends SourceAnswer {
  readonly metrics: readonly Metric[];
}
