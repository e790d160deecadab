import { Prng } from "@augury/core";

/** How often the world goes wrong, each from 0 to 1. */
export interface FaultPlan {
  readonly requestLost: number;
  readonly replyLost: number;
  readonly eventLost: number;
  readonly eventRepeated: number;
  readonly listingIncomplete: number;
  /** The venue says no to an order. */
  readonly refused: number;
  /** The process dies at a step and starts anew from its log. */
  readonly crash: number;
  readonly delayMsMax: number;
  /** Intents of several legs, per step. Default: one in a hundred. */
  readonly legs?: number;
  /** The account is compared so often. Default: as a live venue's is. */
  readonly snapshotMs?: number;
  /** Nothing is remembered over a crash: what the log is there for. */
  readonly forgets?: boolean;
}

const STEP_US = 5_000;
const START_US = 1_790_000_000_000_000;

/** A network on virtual time that loses, repeats and delays by a seed, until it is healed. */
export class FaultyNetwork {
  readonly prng: Prng;
  nowUs = START_US;
  /** Nothing goes wrong any more; delays stay. */
  healthy = false;
  private readonly due: { readonly atUs: number; readonly run: () => void }[] = [];

  constructor(
    seed: number,
    readonly plan: FaultPlan,
  ) {
    this.prng = new Prng(seed);
  }

  /** Nothing is on its way. */
  get isQuiet(): boolean {
    return this.due.length === 0;
  }

  /** Lets a step of time pass, and delivers what is due. */
  advance(): void {
    this.nowUs += STEP_US;
    for (;;) {
      const at = this.due.findIndex(({ atUs }) => atUs <= this.nowUs);
      if (at < 0) return;
      const [one] = this.due.splice(at, 1);
      one?.run();
    }
  }

  later(run: () => void): void {
    this.due.push({ atUs: this.nowUs + this.prng.int(1, this.plan.delayMsMax) * 1_000, run });
  }

  /** A request that may be lost on its way. */
  request(arrive: () => void): void {
    if (!this.fails(this.plan.requestLost)) this.later(arrive);
  }

  /** An event of a stream: lost, late, twice. */
  event(arrive: () => void): void {
    if (this.fails(this.plan.eventLost)) return;
    const times = this.fails(this.plan.eventRepeated) ? 2 : 1;
    for (let time = 0; time < times; time++) this.later(arrive);
  }

  fails(chance: number): boolean {
    return !this.healthy && this.prng.chance(chance);
  }
}
