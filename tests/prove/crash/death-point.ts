import type { CrashJob } from "./crash-job.ts";

/** Where this process ends, and how far it has come. */
export class DeathPoint {
  /** Nothing ends it between its recovery and its own trading. */
  phase: "recovery" | "calm" | "trading" = "recovery";
  /** What it is doing: `stage: point` is meant there alone. */
  stage = "";
  private hits = 0;

  constructor(private readonly job: Pick<CrashJob, "hit" | "point">) {}

  /** A point is reached. */
  readonly at = (point: string): void => {
    if (!this.isMeant(point)) return;
    if (++this.hits >= this.job.hit) process.kill(process.pid, "SIGKILL");
  };

  private isMeant(point: string): boolean {
    const { point: wanted } = this.job;
    switch (this.phase) {
      case "recovery":
        return wanted === `recovery: ${point}`;
      case "calm":
        return false;
      case "trading":
        return wanted === point || wanted === `${this.stage}: ${point}`;
    }
  }
}
