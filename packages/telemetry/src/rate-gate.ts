export interface RateBounds {
  /** Passes per key and second. */
  readonly perSecondMax: number;
  /** Keys that are told apart; all further ones share one. */
  readonly keysMax: number;
}

interface Window {
  second: number;
  passed: number;
  held: number;
}

/** Everything that came after the keys ran out. */
const OTHERS = "\u0000others";

/** Lets at most so many through per key and second, and remembers how many were held back. Memory is bounded by `keysMax`. */
export class RateGate {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly bounds: RateBounds) {}

  /** Returns how many were held back since the last pass (0 mostly) when this one may pass, or −1 when it may not. */
  pass(key: string, nowUs: number): number {
    const window = this.window(key);
    const second = Math.floor(nowUs / 1_000_000);
    if (window.second !== second) {
      window.second = second;
      window.passed = 0;
    }
    if (window.passed >= this.bounds.perSecondMax) {
      window.held++;
      return -1;
    }
    window.passed++;
    const held = window.held;
    window.held = 0;
    return held;
  }

  /** Returns how many are held back and not yet told, and forgets them. */
  takeHeld(): number {
    let held = 0;
    for (const window of this.windows.values()) {
      held += window.held;
      window.held = 0;
    }
    return held;
  }

  get keys(): number {
    return this.windows.size;
  }

  private window(key: string): Window {
    const room = this.windows.size < this.bounds.keysMax - 1;
    const known = this.windows.get(key) ?? (room ? undefined : this.windows.get(OTHERS));
    if (known) return known;
    const window = { second: -1, passed: 0, held: 0 };
    this.windows.set(room ? key : OTHERS, window);
    return window;
  }
}
