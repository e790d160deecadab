import type { LiveConfig } from "./live-config.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** How well the account is known: whether its stream is up, and up to when its orders and trades have been compared. Times in µs. */
export class AccountWatch {
  /** When the next snapshot is due. */
  dueUs = NEVER;
  /** Trades up to then have been compared. */
  tradesKnownUs = NEVER;
  private isUp = false;
  private isCompared = false;

  constructor(private readonly config: LiveConfig) {}

  /** Whether its stream is up and it has been compared since. */
  get isKnown(): boolean {
    return this.isUp && this.isCompared;
  }

  get isStreamUp(): boolean {
    return this.isUp;
  }

  /** Whatever was told while the stream was down is unknown. */
  onStream(isUp: boolean, nowUs: number): void {
    this.isUp = isUp;
    this.owesTradesFrom(nowUs);
    this.isCompared = false;
    this.dueUs = isUp ? nowUs : NEVER;
  }

  owesTradesFrom(us: number): void {
    this.tradesKnownUs = Math.min(this.tradesKnownUs, us);
  }

  /** A snapshot is due by then, unless the stream is down: then it is when that is up. */
  wantBy(us: number): void {
    if (this.isUp) this.dueUs = Math.min(this.dueUs, us);
  }

  /** A snapshot is asked for; without an answer it is asked for again. */
  asked(nowUs: number): void {
    this.dueUs = nowUs + this.config.snapshotWaitMs * 1000;
  }

  /** A snapshot that was not complete proves nothing. */
  refused(nowUs: number): void {
    this.dueUs = nowUs + this.config.lookUpMs * 1000;
  }

  /** Everything older than what a snapshot covers for certain, given when it began, is known. */
  compared(startedUs: number, nowUs: number): void {
    this.tradesKnownUs = this.coveredUs(startedUs);
    this.isCompared = true;
    this.dueUs = nowUs + this.config.snapshotMs * 1000;
  }

  /** Younger things may be missing from a snapshot that began then: listings lag behind. */
  coveredUs(startedUs: number): number {
    return startedUs - this.config.snapshotLagMs * 1000;
  }
}
