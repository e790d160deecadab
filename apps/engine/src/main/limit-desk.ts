import { err, ok, type Result } from "@augury/core";
import type { ControlSender } from "@augury/pipeline";
import { type LimitChanges, RISK_LIMITS, RiskConfig, type RiskLimit } from "@augury/risk";

/** The limits of the risk gate as they are now: those of the file, and what was changed since. A restart begins with the file's. */
export class LimitDesk {
  private current: RiskConfig;
  private readonly changed = new Set<RiskLimit>();

  constructor(
    config: RiskConfig,
    private readonly decision: ControlSender,
    private readonly audit: (detail: string) => void,
  ) {
    this.current = config;
  }

  get limits(): RiskConfig {
    return this.current;
  }

  /** Changes limits together, or none of them: then the answer says which rule they break. */
  change(changes: LimitChanges): Result<void, string> {
    const wanted = RiskConfig.safeParse({ ...this.current, ...changes });
    if (!wanted.success) {
      const [issue] = wanted.error.issues;
      return err(`${issue?.path.join(".") ?? "limits"}: ${issue?.message ?? "does not fit"}`);
    }
    const before = this.current;
    this.current = wanted.data;
    for (const limit of RISK_LIMITS) {
      if (changes[limit] === undefined || before[limit] === wanted.data[limit]) continue;
      this.changed.add(limit);
      this.send(limit);
      this.audit(`${limit}: ${before[limit]} → ${wanted.data[limit]}`);
    }
    return ok(undefined);
  }

  /** A new decision begins with the file's limits: what was changed since is said again. */
  retell(): void {
    for (const limit of this.changed) this.send(limit);
  }

  private send(limit: RiskLimit): void {
    this.decision.send("risk_limit", { a: RISK_LIMITS.indexOf(limit), x: this.current[limit] });
  }
}
