import type { Scale } from "./bench-options.ts";
import type { Section } from "./measure/section.ts";

/** A measured ratio that a goal is set for. */
export interface Achievement {
  /** A key of GOALS. */
  readonly goal: string;
  readonly ratio: number;
}

export interface BenchReport {
  readonly sections: readonly Section[];
  readonly achievements: readonly Achievement[];
}

/** One bench of the run. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  run(scale: Scale): Promise<BenchReport> | BenchReport;
}
