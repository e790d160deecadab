import type { DoctorContext } from "./doctor-context.ts";
import type { Finding } from "./finding.ts";

/** One thing that the doctor looks at. Checks run at the same time; one that fails to finish is ended and says so. */
export interface DoctorCheck {
  /** One word: the second column of the report, and what `--only` takes. */
  readonly name: string;
  readonly summary: string;
  /** Needs a configuration that loads; where there is none the check is skipped. */
  readonly needsConfig: boolean;
  run(context: DoctorContext): Promise<readonly Finding[]> | readonly Finding[];
}
