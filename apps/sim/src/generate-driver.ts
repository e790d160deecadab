import type { World } from "./world.ts";

/** Anything that frames can be flushed to. */
export interface Flushable {
  flush(): void;
}

/** Event time moves at most this far per turn, so that a sim that slept catches up without drowning its sockets. */
const CATCH_UP_US_MAX = 50_000;
const TURN_MS = 1;

/** Runs a world by the wall clock: event time follows real time since `createdUs`, the wall time at which the world began; never the other way round. */
export class GenerateDriver {
  private timer: Timer | undefined;

  constructor(
    private readonly world: World,
    private readonly venues: readonly Flushable[],
    private readonly nowUs: () => number,
    private readonly createdUs: number,
  ) {}

  start(): void {
    const worldStartUs = this.world.nowUs;
    this.timer = setInterval(() => {
      const targetUs = worldStartUs + (this.nowUs() - this.createdUs);
      this.world.step(Math.min(targetUs, this.world.nowUs + CATCH_UP_US_MAX));
      for (const venue of this.venues) venue.flush();
    }, TURN_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
