import { ASK, type InstrumentBooks } from "@augury/book";
import { MICROS, type PriceTicks, type SizeMicros } from "@augury/core";
import {
  boundFee,
  type Instrument,
  type Intent,
  type IntentLeg,
  isOnTick,
  type LegPlan,
  type PlaceIntent,
  ticksInForce,
} from "@augury/model";
import { NO_PRICE, SlotKind } from "@augury/wire";
import { NO_INTENTS, type Strategy, type StrategyContext } from "../strategy.ts";
import { MirrorWatch } from "./mirror-watch.ts";
import { type OutcomeSet, PAYOUT } from "./outcome-set.ts";
import { SetWalk, type WalkLimits } from "./set-walk.ts";

export interface ComplementOptions extends WalkLimits {
  readonly name: string;
  readonly sets: readonly OutcomeSet[];
  /** Sets that are watched and never fired at. */
  readonly mirrors: readonly OutcomeSet[];
  readonly cooldownUs: number;
  readonly deadlineUs: number;
  readonly mirrorGraceUs: number;
  readonly legs: LegPlan;
}

/** One leg of a set, as an event about its book finds it. */
interface LegOfSet {
  readonly set: OutcomeSet;
  readonly at: number;
  readonly watch: MirrorWatch | undefined;
}

/**
 * Buys every outcome of a set when the asks, walked in depth, with fees leave the edge:
 *
 * 1. An event about a book refreshes the costs of the legs that read it; a timer refreshes all.
 * 2. A set is a candidate when its best asks alone leave the edge, every leg's book is trusted, none of our orders is open on a leg,
 *    and the cooldown of its last shot has passed.
 * 3. The walk finds the largest size; every leg becomes an IOC order at the worst price walked, carrying its book's epoch.
 *
 * At most one set is fired at per event. The numbers behind the reason: cost and fees (CashMicros; fees as an upper bound), what is
 * left of each dollar (CashMicros per contract, rounded down), size (SizeMicros).
 */
export class Complement implements Strategy {
  readonly name: string;
  readonly instruments: readonly number[];
  /** `violations`: times that a market's two trusted books were a bargain, which mirrors cannot be. */
  readonly counts = { fired: 0, violations: 0 };
  private readonly legsOf = new Map<number, LegOfSet[]>();
  private readonly watches: readonly MirrorWatch[];
  private readonly walk = new SetWalk();

  constructor(private readonly options: ComplementOptions) {
    this.name = options.name;
    this.watches = options.mirrors.map((set) => new MirrorWatch(set, options.mirrorGraceUs));
    for (const set of options.sets) this.index(set, undefined);
    for (const watch of this.watches) this.index(watch.set, watch);
    const legs = [...options.sets, ...options.mirrors].flatMap((set) => set.legs.map(({ index }) => index));
    this.instruments = [...new Set(legs)].sort((a, b) => a - b);
  }

  get violations(): number {
    return this.counts.violations;
  }

  onEvent(context: StrategyContext): readonly Intent[] {
    if (context.instrument < 0) return context.kind === SlotKind.timer ? this.onTimer(context) : NO_INTENTS;
    const legs = this.legsOf.get(context.books.bookIndex(context.instrument));
    return legs ? this.onBook(context, legs) : NO_INTENTS;
  }

  private onBook(context: StrategyContext, legs: readonly LegOfSet[]): readonly Intent[] {
    // All first: a set that fires ends the search, and the others' costs must not go stale.
    for (let i = 0; i < legs.length; i++) legs[i].set.refresh(legs[i].at, context.books);
    let fired = NO_INTENTS;
    for (let i = 0; i < legs.length; i++) {
      const { set, watch } = legs[i];
      if (watch) this.observe(context, watch);
      else if (fired === NO_INTENTS) fired = this.consider(context, set);
    }
    return fired;
  }

  private onTimer(context: StrategyContext): readonly Intent[] {
    const { sets } = this.options;
    let fired = NO_INTENTS;
    for (let i = 0; i < sets.length; i++) {
      sets[i].refreshAll(context.books);
      if (fired === NO_INTENTS) fired = this.consider(context, sets[i]);
    }
    for (let i = 0; i < this.watches.length; i++) {
      this.watches[i].set.refreshAll(context.books);
      this.observe(context, this.watches[i]);
    }
    return fired;
  }

  private observe(context: StrategyContext, watch: MirrorWatch): void {
    if (watch.observe(context, this.options.edge)) this.counts.violations++;
  }

  /** Rules 2 and 3. */
  private consider(context: StrategyContext, set: OutcomeSet): readonly Intent[] {
    const { edge, cooldownUs } = this.options;
    if (!(set.topCost < PAYOUT - edge) || context.nowUs - set.firedUs < cooldownUs) return NO_INTENTS;
    if (set.isAugmented || !isAllTrusted(context, set) || isInFlight(context, set)) return NO_INTENTS;
    const { size, limits } = this.walk.run(set, context.books, this.options);
    if (size === 0 || !isAllOnTick(context, set, limits)) return NO_INTENTS;
    set.firedUs = context.nowUs;
    this.counts.fired++;
    return [this.intent(context, set)];
  }

  private intent(context: StrategyContext, set: OutcomeSet): PlaceIntent {
    const { size, limits } = this.walk;
    let cost = 0;
    let fees = 0;
    for (const [at, leg] of set.legs.entries()) {
      cost += context.books.walkSize(leg.index, ASK, size, limits[at]).cash;
      fees += walkFees(context.books, leg, size);
    }
    const left = Math.floor(((size - cost - fees) / size) * MICROS);
    return {
      kind: "place",
      reason: "complement_edge",
      numbers: [cost, fees, left, size],
      legs: this.inSequence(
        context,
        set.legs.map((leg, at) => legOf(context, leg, limits[at], size)),
      ),
      plan: this.options.legs,
      deadlineUs: context.nowUs + this.options.deadlineUs,
    };
  }

  /** One by one, the leg with the thinnest book goes first: should it fail, nothing has been bought. */
  private inSequence({ books }: StrategyContext, legs: IntentLeg[]): IntentLeg[] {
    if (this.options.legs.sequence === "together") return legs;
    const depths = new Map(
      legs.map((leg) => [leg, books.walkSize(leg.instrument, ASK, Number.MAX_SAFE_INTEGER, leg.price).filled]),
    );
    return legs.sort((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0));
  }

  private index(set: OutcomeSet, watch: MirrorWatch | undefined): void {
    for (const [at, { bookIndex }] of set.legs.entries()) {
      const legs = this.legsOf.get(bookIndex) ?? [];
      legs.push({ set, at, watch });
      this.legsOf.set(bookIndex, legs);
    }
  }
}

function isAllTrusted(context: StrategyContext, set: OutcomeSet): boolean {
  for (let at = 0; at < set.legs.length; at++) if (!context.isTrusted(set.legs[at].index)) return false;
  return true;
}

function isInFlight(context: StrategyContext, set: OutcomeSet): boolean {
  const orders = context.openOrders();
  for (let i = 0; i < orders.length; i++) {
    for (let at = 0; at < set.legs.length; at++) if (set.legs[at].index === orders[i].instrument) return true;
  }
  return false;
}

/** After a tick change levels may stand off the new grid (polymarket.md section 6): an order there would be refused. */
function isAllOnTick({ books }: StrategyContext, set: OutcomeSet, limits: Int32Array): boolean {
  for (let at = 0; at < set.legs.length; at++) {
    const { index, ticks } = set.legs[at];
    if (!isOnTick(ticksInForce(ticks, books.step(index)), limits[at] as PriceTicks)) return false;
  }
  return true;
}

function legOf(context: StrategyContext, { index }: Instrument, price: number, size: number): IntentLeg {
  return {
    instrument: index,
    side: "buy",
    price: price as PriceTicks,
    size: size as SizeMicros,
    timeInForce: "IOC",
    postOnly: false,
    epoch: context.epoch(index),
  };
}

/** Upper bound of the fees of buying `size` from the best ask on, level by level. */
function walkFees(books: InstrumentBooks, { index, fees }: Instrument, size: number): number {
  let sum = 0;
  let missing = size;
  for (let price = books.nextLevel(index, ASK, NO_PRICE); missing > 0 && price !== NO_PRICE; ) {
    const take = Math.min(missing, books.sizeAt(index, ASK, price));
    sum += boundFee(fees, fees.takerPpm, price as PriceTicks, take as SizeMicros);
    missing -= take;
    price = books.nextLevel(index, ASK, price);
  }
  return sum;
}
