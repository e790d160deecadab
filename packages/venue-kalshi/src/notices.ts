/** A text for the operator: what the venue said, or a sample of what we could not read. Never on the hot path. */
export interface Notice {
  readonly kind: "venue_error" | "malformed" | "unknown_type" | "event" | "reconnect";
  readonly text: string;
}

const TEXT_LENGTH_MAX = 300;

/** Hands notices on, at most so many a minute; what is shed is counted by the caller. */
export class Notices {
  private left: number;
  private minuteUs = 0;

  constructor(
    private readonly perMinuteMax: number,
    private readonly onNotice: ((notice: Notice) => void) | undefined,
  ) {
    this.left = perMinuteMax;
  }

  /** Returns false when the notice was shed. */
  say(kind: Notice["kind"], text: string, nowUs: number): boolean {
    if (nowUs - this.minuteUs >= 60_000_000) {
      this.minuteUs = nowUs;
      this.left = this.perMinuteMax;
    }
    if (this.left === 0) return false;
    this.left--;
    this.onNotice?.({ kind, text: text.slice(0, TEXT_LENGTH_MAX) });
    return true;
  }

  /** Like {@link say} with the beginning of a frame. */
  sample(kind: Notice["kind"], bytes: Uint8Array, nowUs: number): boolean {
    return this.say(kind, new TextDecoder().decode(bytes.subarray(0, TEXT_LENGTH_MAX)), nowUs);
  }
}
