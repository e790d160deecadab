import type { Prng } from "@augury/core";
import type { SimVenue } from "@augury/sim-kit";

/** Quiet and burst gaps as shares of the mean gap, so that their mix has mean 1. */
const BURST_GAP = 0.15;
const QUIET_GAP = 1.116;
const BURST_CHANCE = 1 / 400;
const BURST_ACTIONS_MIN = 30;
const BURST_ACTIONS_MAX = 80;

/** When one venue's next action is due: a Poisson process with bursts whose long-run rate counts frames, not actions. */
export class Flow {
  nextUs: number;
  private framesPaid: number;
  private burstActions = 0;

  constructor(
    readonly venue: SimVenue,
    private readonly framesPerSecond: number,
    private readonly random: Prng,
    startUs: number,
  ) {
    this.nextUs = startUs;
    this.framesPaid = venue.framesMade;
  }

  /** Moves on after an action: the more frames it made, the longer the wait. */
  pay(): void {
    const frames = Math.max(1, this.venue.framesMade - this.framesPaid);
    this.framesPaid = this.venue.framesMade;
    const mean = (frames / this.framesPerSecond) * 1e6;
    this.nextUs += Math.max(1, Math.round(this.random.exponential(mean * this.drawGap())));
  }

  private drawGap(): number {
    if (this.burstActions === 0 && this.random.chance(BURST_CHANCE))
      this.burstActions = this.random.int(BURST_ACTIONS_MIN, BURST_ACTIONS_MAX);
    if (this.burstActions === 0) return QUIET_GAP;
    this.burstActions--;
    return BURST_GAP;
  }
}
