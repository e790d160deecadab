import type { InstrumentTable } from "@augury/model";
import type { Counters } from "@augury/telemetry";
import { AssetLadder, type UnsettledHash } from "./asset-ladder.ts";
import type { HashFields } from "./book-hash.ts";
import { ABSENT, EventKind, type EventStage, oddKey } from "./event-stage.ts";
import { CounterSlot, type PolymarketCounter } from "./feed-counters.ts";
import { HashBudget } from "./hash-budget.ts";
import { HashText } from "./hash-text.ts";
import { otherSpelling, possiblePrices } from "./last-price.ts";

export interface HashLadderConfig {
  readonly hashFields: HashFields;
  /** Hashes checked per second at most; Infinity = all (offline). */
  readonly hashBudgetPerSecond: number;
  readonly searchLastPrice: boolean;
  /** A timestamp group without a new frame for so long has ended. */
  readonly groupQuietMs: number;
  /** Mismatches younger than this are not drift: the last trade price, a hidden input, arrives late. */
  readonly driftPatienceMs: number;
  /** A mismatch that no later group could refute is drift after so long. */
  readonly driftQuietMs: number;
}

/** What is being checked. */
interface Group {
  readonly entries: number;
  readonly isBook: boolean;
  /** The message carries its own last trade price. */
  readonly isTold: boolean;
  readonly nowUs: number;
}

/** Mismatches of one token that wait for a trade price; the oldest makes room. */
const UNSETTLED_MAX = 8;
const NOTHING: readonly UnsettledHash[] = [];

/**
 * Checks the venue's book hashes (polymarket.md section 10), after the slots of a frame are published:
 *
 * 1. Every snapshot and every change goes into the token's ladder, budget or not: a ladder with a hole could never verify again. That
 *    is one store and a 40-byte copy per change.
 * 2. A hash is checked when its timestamp group ends: by a frame with another timestamp, or after `groupQuietMs`. Several frames and
 *    entries may share one timestamp; only the last hash speaks of what stands at the end.
 * 3. A mismatch is tried again with the last trade price before and with the other spelling ("0.51", "0.510"). Then its text is kept, and
 *    tried with the price of the next trade message: the server may have hashed a trade that it has not told yet.
 * 4. Until then the book is suspect. A later group that verifies clears it; one that does not, `driftPatienceMs` after the first, is
 *    drift, and so is a suspicion that nothing refutes within `driftQuietMs`.
 *
 * Checking costs a walk over the levels and a SHA-1 (some microseconds), and only that is subject to `hashBudgetPerSecond`, of which suspect
 * books have a part to themselves.
 */
export class HashLadder {
  private readonly ladders: (AssetLadder | undefined)[];
  private readonly values: Float64Array;
  private readonly text = new HashText();
  private readonly budget: HashBudget;
  private readonly drifted: number[] = [];

  constructor(
    private readonly instruments: InstrumentTable,
    private readonly config: HashLadderConfig,
    counters: Counters<PolymarketCounter>,
    private readonly steps: Int32Array,
  ) {
    this.ladders = new Array(instruments.size).fill(undefined);
    this.values = counters.values;
    this.budget = new HashBudget(config.hashBudgetPerSecond);
  }

  /** Takes a published event. */
  apply(stage: EventStage, nowUs: number): void {
    switch (stage.kind) {
      case EventKind.priceChange:
        this.applyChanges(stage, nowUs);
        break;
      case EventKind.book:
        this.applyBook(stage, nowUs);
        break;
      case EventKind.lastTrade:
        this.applyTrade(stage, nowUs);
        break;
      default:
    }
  }

  /** Ends quiet groups and long-standing suspicions. */
  tick(nowUs: number): void {
    const { driftQuietMs, groupQuietMs } = this.config;
    for (const [instrument, ladder] of this.ladders.entries()) {
      if (!ladder?.isValid) continue;
      if (ladder.unsettled.length > 0) this.giveUp(ladder, nowUs - driftQuietMs * 1000);
      if (ladder.groupEntries > 0 && nowUs - ladder.groupReceivedUs >= groupQuietMs * 1000) {
        this.endGroup(instrument, ladder, nowUs);
      } else if (ladder.suspectSinceUs > 0 && nowUs - lastWordUs(ladder) >= driftQuietMs * 1000) {
        this.drift(instrument, ladder);
      }
    }
  }

  /** Returns an instrument found drifted since the last call, or −1. */
  takeDrifted(): number {
    return this.drifted.pop() ?? -1;
  }

  /** The instrument's stream has ended. What was open is checked one last time; a mismatch then says nothing, the group may be cut. */
  close(instrument: number, nowUs: number): void {
    const ladder = this.ladders[instrument];
    if (!ladder?.isValid) return;
    if (ladder.groupEntries > 0) {
      if (this.budget.take(nowUs) && this.isRight(instrument, ladder)) this.count(ladder.groupEntries, false, true);
      else this.values[CounterSlot.hashesOpen] += ladder.groupEntries;
    }
    ladder.groupEntries = 0;
    this.giveUp(ladder, nowUs - this.config.driftPatienceMs * 1000);
    for (const { entries } of ladder.unsettled) this.values[CounterSlot.hashesOpen] += entries;
    ladder.unsettled = NOTHING;
    ladder.suspectSinceUs = 0;
    ladder.isValid = false;
  }

  private applyChanges({ changes, exchangeTimeMs, odd, source }: EventStage, nowUs: number): void {
    for (let i = 0; i < changes.count; i++) {
      const instrument = changes.instrument[i];
      const ladder = instrument < 0 ? undefined : this.ladders[instrument];
      if (!ladder?.isValid) continue;
      if (ladder.groupEntries > 0 && ladder.groupTimeMs !== exchangeTimeMs) this.endGroup(instrument, ladder, nowUs);
      const spelling = odd === undefined ? undefined : odd.get(oddKey(i));
      ladder.set(changes.isAsk[i], changes.price[i], changes.size[i], spelling);
      ladder.groupTimeMs = exchangeTimeMs;
      ladder.groupReceivedUs = nowUs;
      this.putHash(ladder, source, changes.hashAt[i]);
    }
  }

  private putHash(ladder: AssetLadder, source: Uint8Array, hashAt: number): void {
    if (hashAt >= 0 && ladder.groupEntries > 0 && ladder.isGroupHash(source, hashAt)) {
      ladder.groupEntries++;
      return;
    }
    if (ladder.groupEntries > 0) this.values[CounterSlot.changeHashesInside] += ladder.groupEntries;
    ladder.groupEntries = hashAt < 0 ? 0 : 1;
    if (hashAt < 0) this.values[CounterSlot.hashesUnverifiable]++;
    else ladder.putHash(source, hashAt);
  }

  private applyBook(stage: EventStage, nowUs: number): void {
    const { instrument } = stage;
    if (instrument < 0) return;
    const ladder = this.ladderOf(instrument);
    if (!ladder) return;
    if (ladder.groupEntries > 0) {
      // A book of the same moment takes the place of the group's own end.
      if (ladder.groupTimeMs !== stage.exchangeTimeMs) this.endGroup(instrument, ladder, nowUs);
      else this.values[CounterSlot.changeHashesInside] += ladder.groupEntries;
      ladder.groupEntries = 0;
    }
    ladder.load(stage);
    if (stage.step !== ABSENT) ladder.setTick(stage.step);
    if (stage.lastPriceAt >= 0) putLastPrice(ladder, textOf(stage));
    ladder.groupTimeMs = stage.exchangeTimeMs;
    if (stage.hashAt < 0) {
      this.values[CounterSlot.hashesUnverifiable]++;
      return;
    }
    ladder.putHash(stage.source, stage.hashAt);
    this.check(instrument, ladder, { entries: 1, isBook: true, isTold: stage.lastPriceAt >= 0, nowUs });
  }

  /** Both tokens of a market tell the same last trade price, as the same text. */
  private applyTrade(stage: EventStage, nowUs: number): void {
    if (stage.instrument < 0) return;
    const price = textOf(stage);
    this.applyLastPrice(stage.instrument, price, nowUs);
    const mirror = this.instruments.at(stage.instrument)?.mirrorIndex;
    if (mirror !== undefined) this.applyLastPrice(mirror, price, nowUs);
  }

  private applyLastPrice(instrument: number, price: string, nowUs: number): void {
    const ladder = this.ladders[instrument];
    if (!ladder?.isValid) return;
    putLastPrice(ladder, price);
    if (ladder.unsettled.length === 0 || !this.budget.take(nowUs, true)) return;
    ladder.unsettled = ladder.unsettled.filter((hash) => !this.isSettledBy(price, hash));
    if (ladder.unsettled.length === 0) ladder.suspectSinceUs = 0;
  }

  private isSettledBy(price: string, { entries, hex, isBook, marked }: UnsettledHash): boolean {
    this.text.load(marked);
    const isRight = [price, otherSpelling(price)].some((text) => this.text.hashEquals(this.tailOf(text), hex));
    if (!isRight) return false;
    this.values[CounterSlot.hashesRetried]++;
    this.count(entries, isBook, true);
    return true;
  }

  private endGroup(instrument: number, ladder: AssetLadder, nowUs: number): void {
    const entries = ladder.groupEntries;
    ladder.groupEntries = 0;
    this.check(instrument, ladder, { entries, isBook: false, isTold: false, nowUs });
  }

  private check(instrument: number, ladder: AssetLadder, group: Group): void {
    if (!this.budget.take(group.nowUs, ladder.suspectSinceUs > 0)) {
      this.values[CounterSlot.hashesSkipped] += group.entries;
    } else if (this.isRight(instrument, ladder)) {
      this.count(group.entries, group.isBook, true);
      ladder.suspectSinceUs = 0;
    } else {
      this.keep(ladder, group);
      this.suspect(instrument, ladder, group.nowUs);
    }
  }

  /** Step 3. A book that tells its own last trade price hides nothing, nor did the old form: wrong is wrong. */
  private keep(ladder: AssetLadder, { entries, isBook, isTold, nowUs }: Group): void {
    if (isTold || this.config.hashFields === 9) {
      this.count(entries, isBook, false);
      return;
    }
    const [oldest, ...rest] = ladder.unsettled;
    const isFull = ladder.unsettled.length >= UNSETTLED_MAX;
    if (isFull) this.count(oldest.entries, oldest.isBook, false);
    ladder.unsettled = [
      ...(isFull ? rest : ladder.unsettled),
      { marked: this.text.copyMarked(), hex: ladder.groupHash.slice(), entries, isBook, sinceUs: nowUs },
    ];
  }

  private suspect(instrument: number, ladder: AssetLadder, nowUs: number): void {
    if (ladder.suspectSinceUs === 0) ladder.suspectSinceUs = Math.max(1, nowUs);
    else if (nowUs - ladder.suspectSinceUs >= this.config.driftPatienceMs * 1000) this.drift(instrument, ladder);
  }

  private drift(instrument: number, ladder: AssetLadder): void {
    this.giveUp(ladder, Number.POSITIVE_INFINITY);
    ladder.suspectSinceUs = 0;
    this.values[CounterSlot.drifts]++;
    this.drifted.push(instrument);
  }

  /** Returns whether the levels have the group's hash, with the last trade price as told, before that, or spelled otherwise. */
  private isRight(instrument: number, ladder: AssetLadder): boolean {
    const { text } = this;
    const { groupHash, lastPrice: told, lastPriceBefore: before } = ladder;
    ladder.write(text);
    if (text.hashEquals(this.tailOf(told), groupHash)) return true;
    if (this.config.hashFields === 9) return false;
    const isUntold = told === "" && before === "";
    const others =
      this.config.searchLastPrice && isUntold ? possiblePrices() : [before, otherSpelling(told), otherSpelling(before)];
    for (const other of others) {
      if (other === told || !text.hashEquals(this.tailOf(other), groupHash)) continue;
      this.values[CounterSlot.hashesRetried]++;
      putLastPrice(ladder, other);
      const mirror = this.ladders[this.instruments.at(instrument)?.mirrorIndex ?? -1];
      if (mirror) putLastPrice(mirror, other);
      return true;
    }
    return false;
  }

  private tailOf(lastPrice: string): string {
    return this.config.hashFields === 10 ? `,"last_trade_price":"${lastPrice}"}` : "}";
  }

  /** Hashes that have waited since before `sinceUs` are wrong: no trade message explains them any more. */
  private giveUp(ladder: AssetLadder, sinceUs: number): void {
    const given = ladder.unsettled.filter((hash) => hash.sinceUs <= sinceUs);
    if (given.length === 0) return;
    for (const { entries, isBook } of given) this.count(entries, isBook, false);
    ladder.unsettled = ladder.unsettled.filter((hash) => hash.sinceUs > sinceUs);
  }

  private count(entries: number, isBook: boolean, isRight: boolean): void {
    if (isBook) this.values[isRight ? CounterSlot.bookHashesVerified : CounterSlot.bookHashesWrong] += entries;
    else this.values[isRight ? CounterSlot.changeHashesVerified : CounterSlot.changeHashesWrong] += entries;
  }

  private ladderOf(instrument: number): AssetLadder | undefined {
    const known = this.ladders[instrument];
    if (known) return known;
    const entry = this.instruments.at(instrument);
    if (!entry) return undefined;
    const ladder = new AssetLadder(entry, this.steps[instrument]);
    this.ladders[instrument] = ladder;
    return ladder;
  }
}

/** When a suspect book last had a chance to clear itself: as long as groups come, the next check speaks, not the silence. */
function lastWordUs({ groupReceivedUs, suspectSinceUs }: AssetLadder): number {
  return Math.max(groupReceivedUs, suspectSinceUs);
}

function putLastPrice(ladder: AssetLadder, price: string): void {
  if (price === ladder.lastPrice) return;
  ladder.lastPriceBefore = ladder.lastPrice;
  ladder.lastPrice = price;
}

function textOf({ source, lastPriceAt, lastPriceLength }: EventStage): string {
  return Buffer.from(source.buffer, source.byteOffset + lastPriceAt, lastPriceLength).toString("latin1");
}
