import type { KalshiFeedConfig } from "./feed-config.ts";
import type { MarketStates } from "./market-states.ts";

/** What to do when snapshots do not come although they were asked for. */
export type Escalation = "none" | "resubscribe" | "reconnect";

/**
 * Which markets wait for a snapshot, and when to ask (again):
 *
 * 1. A market without a live epoch has a due time. When it passes, a request goes out and the due time moves on by the time-out, doubled
 *    for each request that stayed unanswered.
 * 2. Requests for one market keep a distance that doubles too and is forgotten after a quiet while: a venue in trouble is not stormed.
 * 3. If no market of the connection gets a snapshot for a round of requests, asking is not enough: subscribe anew, then reconnect.
 */
export class SnapshotWatch {
  private readonly dueUs: Float64Array;
  private readonly requestedUs: Float64Array;
  private readonly level: Uint8Array;
  private readonly unanswered: Uint8Array;
  private silentRounds = 0;
  /** A snapshot came since the last round of requests; and between that one and the round before it. */
  private answered = false;
  private wasAnswered = false;
  private waiting = 0;
  /** Of the markets last taken: those whose time-out had passed. */
  late = 0;

  constructor(
    private readonly markets: MarketStates,
    private readonly config: KalshiFeedConfig,
  ) {
    const size = markets.wanted.length;
    this.dueUs = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.requestedUs = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
    this.level = new Uint8Array(size);
    this.unanswered = new Uint8Array(size);
  }

  /** Markets that wait for a snapshot. */
  get pending(): number {
    return this.waiting;
  }

  /** A new connection: nobody waits, nothing was asked. */
  reset(): void {
    this.dueUs.fill(Number.POSITIVE_INFINITY);
    this.unanswered.fill(0);
    this.waiting = 0;
    this.silentRounds = 0;
    this.answered = false;
  }

  /** A subscription that brings a snapshot by itself is on its way. */
  expect(market: number, nowUs: number): void {
    if (this.config.snapshotTimeoutMs === 0) return;
    this.unanswered[market] = Math.max(1, this.unanswered[market]);
    this.setDue(market, nowUs + this.config.snapshotTimeoutMs * 1000);
  }

  /** The market lost its book: ask as soon as the distance to the last request allows. One that waits already waits on. */
  want(market: number, nowUs: number): void {
    if (this.isWaiting(market)) return;
    const pauseUs = this.pauseUs(market);
    const since = nowUs - this.requestedUs[market];
    if (since >= 2 * pauseUs) this.level[market] = 0;
    this.setDue(market, since >= pauseUs || this.level[market] === 0 ? nowUs : this.requestedUs[market] + pauseUs);
  }

  /** A snapshot arrived, or none is expected any more. */
  settle(market: number, arrived: boolean): void {
    this.setDue(market, Number.POSITIVE_INFINITY);
    this.unanswered[market] = 0;
    if (!arrived) return;
    this.answered = true;
    this.silentRounds = 0;
  }

  isWaiting(market: number): boolean {
    return this.dueUs[market] !== Number.POSITIVE_INFINITY;
  }

  /**
   * Returns the markets whose request is due and counts them as asked at `nowUs`. {@link late} is then the number of those that had
   * waited for a snapshot in vain.
   */
  takeDue(nowUs: number): number[] {
    this.late = 0;
    if (this.waiting === 0) return [];
    const due = this.markets.books.filter((market) => this.dueUs[market] <= nowUs);
    if (due.length === 0) return due;
    this.wasAnswered = this.answered;
    this.answered = false;
    for (const market of due) this.asked(market, nowUs);
    return due;
  }

  /** Judges a round in which time-outs fell due. `anyLive`: some market of the connection has a live book. */
  escalate(anyLive: boolean): Escalation {
    if (anyLive || this.wasAnswered) {
      this.silentRounds = 0;
      return "none";
    }
    this.silentRounds++;
    if (this.silentRounds === 2) return "resubscribe";
    if (this.silentRounds < 4) return "none";
    this.silentRounds = 0;
    return "reconnect";
  }

  private asked(market: number, nowUs: number): void {
    const { snapshotTimeoutMs } = this.config;
    if (this.unanswered[market] > 0) this.late++;
    const patience = 2 ** Math.min(6, this.unanswered[market]);
    this.requestedUs[market] = nowUs;
    this.level[market] = Math.min(20, this.level[market] + 1);
    this.unanswered[market] = Math.min(200, this.unanswered[market] + 1);
    this.setDue(
      market,
      snapshotTimeoutMs === 0 ? Number.POSITIVE_INFINITY : nowUs + snapshotTimeoutMs * 1000 * patience,
    );
  }

  private pauseUs(market: number): number {
    const { resyncMs, resyncMsMax } = this.config;
    return this.level[market] === 0 ? 0 : Math.min(resyncMsMax, resyncMs * 2 ** (this.level[market] - 1)) * 1000;
  }

  private setDue(market: number, dueUs: number): void {
    const was = this.isWaiting(market) ? 1 : 0;
    this.dueUs[market] = dueUs;
    this.waiting += (this.isWaiting(market) ? 1 : 0) - was;
  }
}
