import { type BookArenaHandle, createBookArena } from "@augury/book";
import { type PriceTicks, priceTicks, sizeMicros } from "@augury/core";
import { type Instrument, InstrumentTable, type Intent, PLAIN_TERMS, type PlaceIntent, VenueName } from "@augury/model";
import { Portfolio } from "@augury/portfolio";
import { RiskConfig, RiskGate } from "@augury/risk";
import { NO_INTENTS, type Strategy, type StrategyContext } from "@augury/strategy";
import { type DecodedSlot, decodeSlot } from "@augury/wire";
import { DecisionCore } from "./decision-core.ts";
import { SlotScript } from "./slot-script.ts";

/** Polymarket's two tokens of one market (0 and 1), another market's (2), Kalshi's YES with the book (3) and its NO (4). */
export const YES = 0;
export const NO = 1;
export const OTHER = 2;
export const K_YES = 3;
export const K_NO = 4;

/** The instruments that this package's tests trade in: a cent's tick, no fees. */
export function sceneTable(overrides: Partial<Instrument> = {}): InstrumentTable {
  const base = {
    ...PLAIN_TERMS,
    ...overrides,
  };
  const poly = { ...base, venue: "polymarket" as const };
  const kalshi = { ...base, venue: "kalshi" as const, venueId: "K", marketId: "K" };
  return new InstrumentTable([
    { ...poly, index: YES, bookIndex: YES, mirrorIndex: NO, venueId: "t0", marketId: "m", outcome: "yes" },
    { ...poly, index: NO, bookIndex: NO, mirrorIndex: YES, venueId: "t1", marketId: "m", outcome: "no" },
    { ...poly, index: OTHER, bookIndex: OTHER, venueId: "t2", marketId: "o", outcome: "yes" },
    { ...kalshi, index: K_YES, bookIndex: K_YES, mirrorIndex: K_NO, outcome: "yes" },
    { ...kalshi, index: K_NO, bookIndex: K_YES, mirrorIndex: K_YES, outcome: "no" },
  ]);
}

/** One call of a strategy, as it saw the world. */
export interface Asked {
  readonly instrument: number;
  readonly kind: number;
  readonly nowUs: number;
  readonly trusted: boolean;
}

/** A strategy that does what it is told and writes down when it was asked. */
export class PuppetStrategy implements Strategy {
  readonly name = "puppet";
  readonly asked: Asked[] = [];
  /** What the next calls answer, one each; nothing when there is none. */
  readonly answers: ((context: StrategyContext) => readonly Intent[])[] = [];

  constructor(readonly instruments: readonly number[]) {}

  onEvent(context: StrategyContext): readonly Intent[] {
    const { instrument, kind, nowUs } = context;
    const trusted = instrument >= 0 && context.isTrusted(instrument);
    this.asked.push({ instrument, kind, nowUs, trusted });
    return this.answers.shift()?.(context) ?? NO_INTENTS;
  }

  /** Answers the next call with an order. */
  willPlace(order: OrderText): void {
    this.answers.push((context) => [placeOrder(context, order)]);
  }

  willAmend(intentId: number, cents: number, contracts: number, instrument: number): void {
    this.answers.push((context) => [
      {
        kind: "amend",
        reason: "operator",
        numbers: [7],
        intentId,
        leg: 0,
        price: priceTicks(cents * 100),
        size: sizeMicros(contracts * 1_000_000),
        epoch: context.epoch(instrument),
        deadlineUs: context.nowUs + 1_000_000,
      },
    ]);
  }

  willCancel(intentId: number, leg = 0): void {
    this.answers.push(() => [{ kind: "cancel", reason: "operator", intentId, leg }]);
  }
}

export interface OrderText {
  readonly instrument: number;
  readonly side?: "buy" | "sell";
  readonly cents: number;
  readonly contracts: number;
  /** The book's own unless told otherwise. */
  readonly epoch?: number;
}

/** Returns an order as a strategy would want it, good for a second. */
export function placeOrder(context: StrategyContext, order: OrderText): PlaceIntent {
  const { instrument, side = "buy", cents, contracts, epoch = context.epoch(instrument) } = order;
  return {
    kind: "place",
    reason: "operator",
    numbers: [1, 2, 3, 4],
    legs: [
      {
        instrument,
        side,
        price: priceTicks(cents * 100) as PriceTicks,
        size: sizeMicros(contracts * 1_000_000),
        timeInForce: "GTC",
        postOnly: false,
        epoch,
      },
    ],
    deadlineUs: context.nowUs + 1_000_000,
  };
}

export interface SceneOptions {
  readonly strategies?: readonly Strategy[];
  readonly risk?: Partial<RiskConfig>;
  /** The gate itself, where its limits do not say enough. */
  readonly gate?: RiskGate;
  readonly table?: InstrumentTable;
  readonly groupQuietUs?: number;
  readonly refusalPauseUs?: number;
  readonly references?: number;
  /** Cash at each venue before the first input, in CashMicros. */
  readonly cash?: number;
}

const RICH = 1e14;

/** A decision core with a script before it: what is written into the script is consumed, and the outputs are kept as objects. */
export class PipelineScene {
  readonly table: InstrumentTable;
  readonly arena: BookArenaHandle;
  readonly portfolio: Portfolio;
  readonly core: DecisionCore;
  readonly script: SlotScript;
  readonly outputs: DecodedSlot[] = [];
  /** Instruments for which a resync was asked, in order. */
  readonly resyncs: number[] = [];
  nowUs = 1_000_000;

  constructor({
    strategies = [],
    risk = {},
    gate,
    table = sceneTable(),
    groupQuietUs = 250_000,
    refusalPauseUs = 250_000,
    references = 0,
    cash = RICH,
  }: SceneOptions = {}) {
    this.table = table;
    this.arena = createBookArena({ books: table.size, bytesMax: 4_000_000 });
    this.portfolio = new Portfolio(table);
    for (const venue of VenueName.options) this.portfolio.deposit(cash, venue);
    this.script = new SlotScript(table);
    this.core = new DecisionCore({
      instruments: table,
      arena: this.arena,
      strategies,
      risk: gate ?? new RiskGate(RiskConfig.parse(risk), table),
      portfolio: this.portfolio,
      groupQuietUs,
      refusalPauseUs,
      references,
    });
  }

  /** Consumes what `write` puts into the script, a microsecond apart, and returns the outputs of it. */
  feed(write: (script: SlotScript) => unknown): DecodedSlot[] {
    const { script, core } = this;
    script.clear();
    script.receivedUs = this.nowUs;
    write(script);
    const from = this.outputs.length;
    for (let at = 0; at < script.count; at++) {
      this.nowUs++;
      core.consume(script.i32, script.f64, script.baseOf(at), this.nowUs);
      this.keep();
    }
    return this.outputs.slice(from);
  }

  /** Lets time pass, a timer every 100 ms. */
  pass(ms: number): DecodedSlot[] {
    const from = this.outputs.length;
    for (let left = ms; left > 0; left -= 100) {
      this.nowUs += Math.min(100, left) * 1000;
      this.feed((script) => script.timer());
    }
    return this.outputs.slice(from);
  }

  private keep(): void {
    const { core } = this;
    for (let at = 0; at < core.outputs.count; at++)
      this.outputs.push(decodeSlot(core.outputs.i32, core.outputs.f64, core.outputs.baseOf(at)));
    for (let at = 0; at < core.resyncCount; at++) this.resyncs.push(core.resyncs[at]);
  }
}

/** Returns the outputs of one kind. */
export function kindsOf(outputs: readonly DecodedSlot[], kind: DecodedSlot["kind"]): DecodedSlot[] {
  return outputs.filter((output) => output.kind === kind);
}
