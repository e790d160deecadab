import { formatPrice, formatSize, PRICE_TICKS_PER_DOLLAR, type PriceTicks, type SizeMicros } from "@augury/core";
import type { Instrument } from "@augury/model";
import { type EventStage, type LevelList, type OddLevel, oddKey } from "./event-stage.ts";
import type { HashText } from "./hash-text.ts";

const HASH_DIGITS = 40;
/** Oddly spelled levels that one ladder remembers; with more it gives up until the next snapshot. */
const ODD_LEVELS_MAX = 512;
const BIDS = 0;
const ASKS = 1;

/** A hash waiting for a trade price, with the text that it covers up to there: the levels may move on meanwhile. */
export interface UnsettledHash {
  readonly marked: Uint8Array;
  readonly hex: Uint8Array;
  readonly entries: number;
  /** It came with a book, not with changes. */
  readonly isBook: boolean;
  readonly sinceUs: number;
}

/**
 * The levels of one token as its hash sees them: sizes by price, and the few texts that numbers do not determine. A change costs one
 * store; the text is written only when a hash is checked.
 */
export class AssetLadder {
  /** Holds a snapshot and every change since. */
  isValid = false;
  lastPrice = "";
  /** The last trade price before that: the server may be a trade behind or ahead of what it told. */
  lastPriceBefore = "";
  /** Open timestamp group: its time, the last hash told in it, and the entries that told it. */
  groupTimeMs = 0;
  groupEntries = 0;
  groupReceivedUs = 0;
  readonly groupHash = new Uint8Array(HASH_DIGITS);
  /** Hashes that did not verify with the trade prices told so far; the next one may settle them. Oldest first. */
  unsettled: readonly UnsettledHash[] = [];
  /** When the first of the mismatches in a row was seen; 0 = none. */
  suspectSinceUs = 0;
  private step = PRICE_TICKS_PER_DOLLAR;
  private sizes: readonly [Float64Array, Float64Array] = [new Float64Array(2), new Float64Array(2)];
  private odd: Map<number, OddLevel> | undefined;
  private tick = "";
  private readonly head: string;
  private readonly tail: string;

  constructor(instrument: Instrument, step: number) {
    this.head = `{"market":"${instrument.marketId}","asset_id":"${instrument.venueId}","timestamp":"`;
    this.tail = `","neg_risk":${instrument.negRisk}`;
    this.minSize = formatSize(instrument.orderSizeMin as SizeMicros);
    this.setTick(step);
  }

  private readonly minSize: string;

  /** Takes the tick size in PriceTicks. */
  setTick(step: number): void {
    this.tick = formatPrice(step as PriceTicks, 1);
  }

  /** Replaces all levels by the staged book's. */
  load({ bids, asks, odd }: EventStage): void {
    this.sizes[BIDS].fill(0);
    this.sizes[ASKS].fill(0);
    this.odd = undefined;
    this.isValid = true;
    this.loadSide(bids, BIDS, odd);
    this.loadSide(asks, ASKS, odd);
  }

  /** Sets one level. */
  set(side: number, price: number, size: number, odd: OddLevel | undefined): void {
    if (price % this.step !== 0) this.refine(price);
    this.sizes[side][price / this.step] = size;
    if (odd !== undefined && size > 0) this.putOdd(oddKey(price, side), odd);
    else if (this.odd !== undefined) this.odd.delete(oddKey(price, side));
  }

  /** Keeps the hash that the group's next entry tells. */
  putHash(source: Uint8Array, at: number): void {
    for (let i = 0; i < HASH_DIGITS; i++) this.groupHash[i] = source[at + i];
  }

  /** Returns whether the hash that starts at `at` is the group's. */
  isGroupHash(source: Uint8Array, at: number): boolean {
    for (let i = 0; i < HASH_DIGITS; i++) if (this.groupHash[i] !== source[at + i]) return false;
    return true;
  }

  /** Writes what the group's hash covers, up to the last trade price, and marks it. */
  write(text: HashText): void {
    text.clear();
    text.text(this.head);
    text.text(String(this.groupTimeMs));
    text.text('","hash":"","bids":[');
    this.writeSide(text, BIDS);
    text.text('],"asks":[');
    this.writeSide(text, ASKS);
    text.text('],"min_order_size":"');
    text.text(this.minSize);
    text.text('","tick_size":"');
    text.text(this.tick);
    text.text(this.tail);
    text.mark();
  }

  private loadSide(list: LevelList, side: number, odd: EventStage["odd"]): void {
    for (let i = 0; i < list.count; i++) {
      this.set(side, list.price[i], list.size[i], odd?.get(oddKey(i, side)));
    }
  }

  private putOdd(key: number, level: OddLevel): void {
    this.odd ??= new Map();
    if (this.odd.size >= ODD_LEVELS_MAX) this.isValid = false;
    else this.odd.set(key, level);
  }

  /** Bids ascend, asks descend: the order of the wire. */
  private writeSide(text: HashText, side: number): void {
    const sizes = this.sizes[side];
    const last = sizes.length - 1;
    let isFirst = true;
    for (let i = 0; i <= last; i++) {
      const slot = side === BIDS ? i : last - i;
      if (sizes[slot] === 0) continue;
      if (!isFirst) text.text(",");
      isFirst = false;
      this.writeLevel(text, side, slot * this.step, sizes[slot]);
    }
  }

  private writeLevel(text: HashText, side: number, price: number, size: number): void {
    const odd = this.odd?.get(oddKey(price, side));
    if (odd) text.text(`{"price":"${odd.price}","size":"${odd.size}"}`);
    else text.level(price, size);
  }

  /** Makes room for a price between the slots: the levels move to a finer grid. */
  private refine(price: number): void {
    const finer = gcd(this.step, price);
    const ratio = this.step / finer;
    const grow = (old: Float64Array) => {
      const sizes = new Float64Array(PRICE_TICKS_PER_DOLLAR / finer + 1);
      for (const [slot, size] of old.entries()) sizes[slot * ratio] = size;
      return sizes;
    };
    this.sizes = [grow(this.sizes[BIDS]), grow(this.sizes[ASKS])];
    this.step = finer;
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
