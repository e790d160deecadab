import { formatPrice, priceTicks } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import type { Counters } from "@augury/telemetry";
import { AssetLadder } from "./asset-ladder.ts";
import type { HashFields } from "./book-hash.ts";
import { ABSENT, EventKind, type EventStage, oddKey } from "./event-stage.ts";
import { CounterSlot, type PolymarketCounter } from "./feed-counters.ts";
import { HashText } from "./hash-text.ts";

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

/**
 * Checks the venue's book hashes (polymarket.md section 10), after the slots of a frame are published:
 *
 * 1. Every snapshot and every change goes into the token's ladder, budget or not: a ladder with a hole could never verify again. That
 *    is one store and a 40-byte copy per change.
 * 2. A hash is checked when its timestamp group ends: by a frame with another timestamp, or after `groupQuietMs`. Several frames and
 *    entries may share one timestamp; only the last hash speaks of what stands at the end.
 * 3. A mismatch is tried again with the last trade price before, its other spelling ("0.51", "0.510"), and, as long as the levels
 *    stand, with the price of the next trade message: the server may have hashed a trade that it has not told yet.
 * 4. Still wrong: suspect. A later group that verifies clears it; one that does not, `driftPatienceMs` after the first, is drift.
 *
 * Checking costs a walk over the levels and a SHA-1 (some microseconds), and only that is subject to `hashBudgetPerSecond`.
 */
export class HashLadder {
  private readonly ladders: (AssetLadder | undefined)[];
  private readonly values: Float64Array;
  private readonly text = new HashText();
  private budget = 0;
  private budgetTimeUs = 0;
  private readonly drifted: number[] = [];

  constructor(
    private readonly instruments: InstrumentTable,
    private readonly config: HashLadderConfig,
    counters: Counters<PolymarketCounter>,
    private readonly steps: Int32Array,
  ) {
    this.ladders = new Array(instruments.size).fill(undefined);
    this.values = counters.values;
    this.budget = Math.min(config.hashBudgetPerSecond, Number.MAX_SAFE_INTEGER);
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
      if (ladder.groupEntries > 0 && nowUs - ladder.groupReceivedUs >= groupQuietMs * 1000) {
        this.endGroup(instrument, ladder, nowUs);
      } else if (ladder.suspectSinceUs > 0 && nowUs - ladder.suspectSinceUs >= driftQuietMs * 1000) {
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
      if (this.takeBudget(nowUs) && this.isRight(instrument, ladder)) this.count(ladder.groupEntries, false, true);
      else this.values[CounterSlot.changeHashesOpen] += ladder.groupEntries;
    }
    ladder.groupEntries = 0;
    this.settle(ladder);
    ladder.suspectSinceUs = 0;
    ladder.isValid = false;
  }

  private applyChanges({ changes, exchangeTimeMs, odd, source }: EventStage, nowUs: number): void {
    for (let i = 0; i < changes.count; i++) {
      const instrument = changes.instrument[i];
      const ladder = instrument < 0 ? undefined : this.ladders[instrument];
      if (!ladder?.isValid) continue;
      if (ladder.groupEntries > 0 && ladder.groupTimeMs !== exchangeTimeMs) this.endGroup(instrument, ladder, nowUs);
      if (ladder.unsettled > 0) this.settle(ladder);
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
    this.settle(ladder);
    ladder.load(stage);
    if (stage.step !== ABSENT) ladder.setTick(stage.step);
    if (stage.lastPriceAt >= 0) putLastPrice(ladder, textOf(stage));
    ladder.groupTimeMs = stage.exchangeTimeMs;
    if (stage.hashAt < 0) {
      this.values[CounterSlot.hashesUnverifiable]++;
      return;
    }
    ladder.putHash(stage.source, stage.hashAt);
    this.check(instrument, ladder, { entries: 1, isBook: true, nowUs });
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
    if (ladder.unsettled === 0 || ladder.groupEntries > 0 || !this.takeBudget(nowUs)) return;
    if (!this.isRight(instrument, ladder)) return;
    this.values[CounterSlot.hashesRetried]++;
    this.count(ladder.unsettled, ladder.unsettledIsBook, true);
    ladder.unsettled = 0;
    ladder.suspectSinceUs = 0;
  }

  private endGroup(instrument: number, ladder: AssetLadder, nowUs: number): void {
    const entries = ladder.groupEntries;
    ladder.groupEntries = 0;
    this.settle(ladder);
    this.check(instrument, ladder, { entries, isBook: false, nowUs });
  }

  private check(
    instrument: number,
    ladder: AssetLadder,
    group: { entries: number; isBook: boolean; nowUs: number },
  ): void {
    if (!this.takeBudget(group.nowUs)) {
      this.values[CounterSlot.hashesSkipped] += group.entries;
    } else if (this.isRight(instrument, ladder)) {
      this.count(group.entries, group.isBook, true);
      ladder.suspectSinceUs = 0;
    } else {
      ladder.unsettled = group.entries;
      ladder.unsettledIsBook = group.isBook;
      this.suspect(instrument, ladder, group.nowUs);
    }
  }

  private suspect(instrument: number, ladder: AssetLadder, nowUs: number): void {
    if (ladder.suspectSinceUs === 0) ladder.suspectSinceUs = Math.max(1, nowUs);
    else if (nowUs - ladder.suspectSinceUs >= this.config.driftPatienceMs * 1000) this.drift(instrument, ladder);
  }

  private drift(instrument: number, ladder: AssetLadder): void {
    ladder.suspectSinceUs = 0;
    this.values[CounterSlot.drifts]++;
    this.drifted.push(instrument);
  }

  /** Returns whether the levels have the group's hash, with the last trade price as told, before that, or spelled otherwise. */
  private isRight(instrument: number, ladder: AssetLadder): boolean {
    const { hashFields } = this.config;
    const told = ladder.lastPrice;
    if (ladder.matches(this.text, hashFields, told)) return true;
    if (hashFields === 9) return false;
    const before = ladder.lastPriceBefore;
    const isUntold = told === "" && before === "";
    const others =
      this.config.searchLastPrice && isUntold ? possiblePrices() : [before, otherSpelling(told), otherSpelling(before)];
    for (const other of others) {
      if (other === told || !ladder.matches(this.text, hashFields, other)) continue;
      this.values[CounterSlot.hashesRetried]++;
      putLastPrice(ladder, other);
      const mirror = this.ladders[this.instruments.at(instrument)?.mirrorIndex ?? -1];
      if (mirror) putLastPrice(mirror, other);
      return true;
    }
    return false;
  }

  /** The levels are about to change or to go: what has not verified by now is wrong. */
  private settle(ladder: AssetLadder): void {
    if (ladder.unsettled === 0) return;
    this.count(ladder.unsettled, ladder.unsettledIsBook, false);
    ladder.unsettled = 0;
  }

  private count(entries: number, isBook: boolean, isRight: boolean): void {
    if (isBook) this.values[isRight ? CounterSlot.bookHashesVerified : CounterSlot.bookHashesWrong] += entries;
    else this.values[isRight ? CounterSlot.changeHashesVerified : CounterSlot.changeHashesWrong] += entries;
  }

  /** A bucket that fills with `hashBudgetPerSecond` and holds one second's worth. */
  private takeBudget(nowUs: number): boolean {
    const { hashBudgetPerSecond } = this.config;
    if (hashBudgetPerSecond === Number.POSITIVE_INFINITY) return true;
    const elapsed = Math.max(0, nowUs - this.budgetTimeUs) / 1e6;
    this.budgetTimeUs = Math.max(nowUs, this.budgetTimeUs);
    this.budget = Math.min(hashBudgetPerSecond, this.budget + elapsed * hashBudgetPerSecond);
    if (this.budget < 1) return false;
    this.budget--;
    return true;
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

function putLastPrice(ladder: AssetLadder, price: string): void {
  if (price === ladder.lastPrice) return;
  ladder.lastPriceBefore = ladder.lastPrice;
  ladder.lastPrice = price;
}

function textOf({ source, lastPriceAt, lastPriceLength }: EventStage): string {
  return Buffer.from(source.buffer, source.byteOffset + lastPriceAt, lastPriceLength).toString("latin1");
}

/** Every price in steps of 0.001, as the venue spells it. */
export function possiblePrices(): string[] {
  return Array.from({ length: 999 }, (_, at) => formatPrice(priceTicks((at + 1) * 10), 1));
}

/** "0.51" for "0.510" and the other way round. */
function otherSpelling(price: string): string {
  if (!price.includes(".")) return price;
  return price.endsWith("0") ? price.slice(0, -1) : `${price}0`;
}
