/** Matching states that the venue goes through around a restart (polymarket.md section 7). */
export type EngineMode = "normal" | "restarting" | "post_only" | "cancel_only" | "disabled";

/** How long only what rests is taken after a restart: about two minutes (polymarket.md section 7). */
const POST_ONLY_MS = 120_000;

/** What the matching engine takes at the moment, and what it will take next. */
export class EngineStates {
  mode: EngineMode = "normal";
  private plan: readonly { readonly mode: EngineMode; readonly atMs: number }[] = [];

  /** Goes down for so long, then takes post-only orders and cancels alone, then everything. */
  restart(nowMs: number, downMs: number): void {
    this.mode = "restarting";
    this.plan = [
      { mode: "post_only", atMs: nowMs + downMs },
      { mode: "normal", atMs: nowMs + downMs + POST_ONLY_MS },
    ];
  }

  /** Seconds until the next planned state; two minutes when none is planned. */
  waitS(nowMs: number): number {
    return Math.ceil(((this.plan[0]?.atMs ?? nowMs + POST_ONLY_MS) - nowMs) / 1000);
  }

  advance(nowMs: number): void {
    for (const { mode, atMs } of this.plan) if (atMs <= nowMs) this.mode = mode;
    this.plan = this.plan.filter(({ atMs }) => atMs > nowMs);
  }
}
