import {
  INTENT_REASONS,
  type InstrumentTable,
  MARKET_UPDATES,
  ORDER_STATES,
  type OrderState,
  REASON_CODES,
  type ReasonCode,
  SETTLEMENT_STATES,
  type SettlementState,
  VenueCode,
  type VenueName,
  type VenueStatus,
} from "@augury/model";
import {
  CONTROLS,
  type Control,
  codeOf,
  EPOCH_END_REASONS,
  Flag,
  HELD_UNKNOWN,
  LEVELS_PER_SLOT,
  NO_PRICE,
  packLeg,
  packReport,
  packSettlement,
  SLOT_WORDS,
  SlotKind,
  SlotWriter,
  TIMES_IN_FORCE,
  W_KIND,
} from "@augury/wire";

/** Prices in cents and sizes in contracts, as tests speak of them. */
export type Levels = readonly (readonly [cents: number, contracts: number])[];

export interface BookText {
  readonly bids?: Levels;
  readonly asks?: Levels;
  readonly step?: number;
  readonly timeMs?: number;
  /** Level counts that the end of the run announces, when they are to be wrong. */
  readonly announced?: readonly [bids: number, asks: number];
  /** Read over REST instead of streamed. */
  readonly polled?: boolean;
}

export interface DeltaText {
  readonly side: "bid" | "ask";
  readonly cents: number;
  readonly contracts: number;
  /** Absolute unless told otherwise. */
  readonly increment?: boolean;
  /** Best bid and ask in cents, as the venue echoes them. */
  readonly best?: readonly [bid: number, ask: number];
  /** The last slot of its frame unless told otherwise. */
  readonly inFrame?: boolean;
  readonly timeMs?: number;
}

export interface ReportText {
  readonly intentId: number;
  readonly leg?: number;
  readonly instrument: number;
  readonly state: OrderState;
  readonly reason?: ReasonCode;
  readonly sell?: boolean;
  readonly fill?: readonly [cents: number, contracts: number];
  readonly fee?: number;
  /** News of an amendment in place of a fill: what the order is now. */
  readonly terms?: { readonly cents: number; readonly contracts: number; readonly isAmending?: boolean };
}

interface OrderText {
  readonly instrument: number;
  readonly cents: number;
  readonly contracts: number;
  readonly epoch?: number;
}

/** An order of the executor's own. */
export interface OpenedText extends OrderText {
  readonly intentId: number;
  readonly leg: number;
  readonly sell?: boolean;
  readonly strategy?: number;
}

export interface SettleText {
  /** What the venue calls it. */
  readonly id: number;
  readonly intentId?: number;
  readonly instrument: number;
  readonly sell?: boolean;
  readonly state?: SettlementState;
  /** NO_STRATEGY = nobody's. */
  readonly strategy?: number;
  readonly fill: readonly [cents: number, contracts: number];
  readonly fee?: number;
}

/** Slots as tests write them down, one after the other in private memory. Every slot is received a microsecond after the last. */
export class SlotScript {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly writer: SlotWriter;
  /** Slots written. */
  count = 0;
  receivedUs = 1_000_000;
  private reports = 0;

  constructor(
    private readonly table: InstrumentTable,
    slotsMax = 4096,
  ) {
    const memory = new ArrayBuffer(slotsMax * SLOT_WORDS * 4);
    this.i32 = new Int32Array(memory);
    this.f64 = new Float64Array(memory);
    this.writer = new SlotWriter(this.i32, this.f64);
  }

  /** Forgets all slots, so that the memory may be written again. */
  clear(): this {
    this.count = 0;
    return this;
  }

  baseOf(at: number): number {
    return at * SLOT_WORDS;
  }

  /** A whole snapshot run. */
  book(
    book: number,
    epoch: number,
    { bids = [], asks = [], step = 100, timeMs = 0, announced, polled }: BookText = {},
  ): this {
    const [bidsSaid, asksSaid] = announced ?? [bids.length, asks.length];
    this.slot(SlotKind.snapshotBegin | (polled ? Flag.polled : 0), { book, epoch, timeMs }, (base) =>
      this.writer.snapshotBegin(base, bidsSaid, asksSaid, step),
    );
    this.levels(book, epoch, "bid", bids).levels(book, epoch, "ask", asks);
    return this.slot(SlotKind.snapshotEnd | Flag.frameEnd, { book, epoch, timeMs }, (base) =>
      this.writer.snapshotEnd(base, bidsSaid, asksSaid),
    );
  }

  levels(book: number, epoch: number, side: "bid" | "ask", levels: Levels): this {
    for (let from = 0; from < levels.length; from += LEVELS_PER_SLOT) {
      this.slot(SlotKind.snapshotLevels | sideFlag(side), { book, epoch }, (base) => {
        for (const [at, [cents, contracts]] of levels.slice(from, from + LEVELS_PER_SLOT).entries())
          this.writer.snapshotLevel(base, at, ticks(cents), micros(contracts));
      });
    }
    return this;
  }

  delta(book: number, epoch: number, delta: DeltaText): this {
    const { side, cents, contracts, increment = false, best, inFrame = false, timeMs = 0 } = delta;
    const kind =
      SlotKind.bookDelta |
      sideFlag(side) |
      (increment ? 0 : Flag.absolute) |
      (best ? Flag.hasBest : 0) |
      (inFrame ? 0 : Flag.frameEnd);
    return this.slot(kind, { book, epoch, timeMs }, (base) => {
      if (best) this.writer.bookDelta(base, ticks(cents), micros(contracts), ticks(best[0]), ticks(best[1]));
      else this.writer.bookDelta(base, ticks(cents), micros(contracts));
    });
  }

  trade(book: number, epoch: number, cents: number, contracts: number, taker: "buy" | "sell" = "buy"): this {
    const kind = SlotKind.trade | Flag.frameEnd | (taker === "sell" ? Flag.sell : 0);
    return this.slot(kind, { book, epoch }, (base) => this.writer.trade(base, ticks(cents), micros(contracts), 0));
  }

  epochEnd(book: number, epoch: number): this {
    return this.slot(SlotKind.epochEnd, { book, epoch }, (base) =>
      this.writer.epochEnd(base, codeOf(EPOCH_END_REASONS, "gap")),
    );
  }

  /** A price of a reference, of the second `timeMs`. */
  reference(
    number: number,
    micros: number,
    about: { readonly rest?: number; readonly timeMs?: number; readonly carried?: boolean } = {},
  ): this {
    const kind = SlotKind.referencePrice | (about.carried ? Flag.carried : 0);
    return this.slot(kind, { book: -1, epoch: 0, timeMs: about.timeMs ?? 0 }, (base) =>
      this.writer.referencePrice(base, number, micros, about.rest ?? 0),
    );
  }

  /** What became of a market; `value` in the update's own unit. */
  update(instrument: number, update: (typeof MARKET_UPDATES)[number], value = 0): this {
    return this.slot(SlotKind.marketUpdate | Flag.frameEnd, { book: instrument, epoch: 1 }, (base) =>
      this.writer.marketUpdate(base, MARKET_UPDATES.indexOf(update), value, 0),
    );
  }

  timer(): this {
    return this.slot(SlotKind.timer, { book: -1, epoch: 0 }, (base) => this.writer.timer(base, 0, this.receivedUs));
  }

  control(control: Control, about: { readonly a?: number; readonly x?: number } = {}): this {
    return this.slot(SlotKind.control, { book: -1, epoch: 0, sequence: 0 }, (base) =>
      this.writer.control(base, codeOf(CONTROLS, control), about.a ?? 0, 0, about.x ?? 0, 0),
    );
  }

  /** Cash at a venue: told by main, or with a number by the executor. */
  cash(venue: VenueName, dollars: number, number = 0): this {
    this.slot(SlotKind.control, { book: -1, epoch: 0, sequence: number }, (base) =>
      this.writer.control(base, codeOf(CONTROLS, "cash"), 0, 0, micros(dollars), 0),
    );
    this.i32[this.baseOf(this.count - 1) + W_KIND] = SlotKind.control | (VenueCode[venue] << 8);
    return this;
  }

  position(instrument: number, contracts: number, cents: number, incarnation = 0, number = 0): this {
    return this.slot(SlotKind.position, { book: instrument, epoch: incarnation, sequence: number }, (base) =>
      this.writer.position(base, ticks(cents), micros(contracts)),
    );
  }

  runStart(incarnation = 1, firstIntentId = 1, reportsSeen = 0): this {
    return this.slot(SlotKind.runStart, { book: -1, epoch: 0 }, (base) =>
      this.writer.runStart(base, incarnation, firstIntentId, reportsSeen),
    );
  }

  /** An order report; `number` is the executor's count of its reports, the next one unless told otherwise. */
  report(report: ReportText, number = ++this.reports): this {
    const { intentId, leg = 0, instrument, state, reason = "none", sell = false, fill = [0, 0], fee = 0 } = report;
    const packed = packReport(leg, ORDER_STATES.indexOf(state), REASON_CODES.indexOf(reason));
    const { terms } = report;
    const kind = SlotKind.orderReport | (sell ? Flag.sell : 0) | (terms ? Flag.terms : 0);
    if (terms) {
      const { cents, contracts, isAmending = false } = terms;
      return this.slot(kind, { book: instrument, epoch: 0, sequence: number }, (base) =>
        this.writer.orderTerms(base, intentId, packed, ticks(cents), isAmending ? 1 : 0, micros(contracts)),
      );
    }
    return this.slot(kind, { book: instrument, epoch: 0, sequence: number }, (base) =>
      this.writer.orderReport(base, intentId, packed, ticks(fill[0]), micros(fill[1]), fee),
    );
  }

  /** An order that the executor made to trade a leg back; `number` as in {@link report}. */
  opened(order: OpenedText, number = ++this.reports): this {
    const { cents, contracts, instrument, intentId, leg, sell = false, strategy = 0 } = order;
    const packed = packLeg(strategy, leg, TIMES_IN_FORCE.indexOf("IOC"), codeOf(INTENT_REASONS, "unwind"));
    const kind = SlotKind.orderOpened | (sell ? Flag.sell : 0);
    return this.slot(kind, { book: instrument, epoch: 1, sequence: number }, (base) =>
      this.writer.orderOpened(base, intentId, packed, ticks(cents), micros(contracts), this.receivedUs),
    );
  }

  /** One telling of a trade; `number` is the executor's count, the next one unless told otherwise. */
  settle(trade: SettleText, number = ++this.reports): this {
    const { id, intentId = 1, instrument, sell = false, state = "confirmed", strategy = 0, fill, fee = 0 } = trade;
    const packed = packSettlement(strategy, SETTLEMENT_STATES.indexOf(state), 0);
    const kind = SlotKind.settlement | (sell ? Flag.sell : 0);
    const about = { book: instrument, epoch: 7, sequence: number, timeMs: 1_000 + id };
    return this.slot(kind, about, (base) =>
      this.writer.settlement(base, intentId, packed, ticks(fill[0]), id, micros(fill[1]), fee),
    );
  }

  /** What an ended market's instrument pays, and how many contracts are still held; `number` as in {@link settle}. */
  redemption(
    {
      cents,
      contracts,
      instrument,
    }: { readonly instrument: number; readonly cents: number; readonly contracts?: number },
    number = ++this.reports,
  ): this {
    return this.slot(SlotKind.redemption, { book: instrument, epoch: 0, sequence: number }, (base) =>
      this.writer.redemption(base, ticks(cents), contracts === undefined ? HELD_UNKNOWN : micros(contracts)),
    );
  }

  /** What a venue's state is, as the executor tells it. */
  status(venue: VenueName, status: VenueStatus, number = ++this.reports): this {
    this.slot(SlotKind.venueStatus, { book: -1, epoch: 0, sequence: number }, (base) =>
      this.writer.venueStatus(
        base,
        status.isReconciled ? 1 : 0,
        status.heartbeatMisses,
        status.unknownOrders,
        status.externalOrders,
        status.unknownCash,
        status.clockSkewMs,
      ),
    );
    this.i32[this.baseOf(this.count - 1) + W_KIND] = SlotKind.venueStatus | (VenueCode[venue] << 8);
    return this;
  }

  /** What an operator wants ordered. */
  operatorOrder(
    order: OrderText & { readonly requestId: number; readonly sell?: boolean; readonly deadlineUs?: number },
  ) {
    const { requestId, instrument, sell = false, cents, contracts, deadlineUs = Number.MAX_SAFE_INTEGER } = order;
    const kind = SlotKind.operatorOrder | (sell ? Flag.sell : 0);
    return this.slot(kind, { book: instrument, epoch: order.epoch ?? 0, sequence: 0 }, (base) =>
      this.writer.operatorOrder(base, requestId, 0, ticks(cents), micros(contracts), deadlineUs),
    );
  }

  /** How an operator wants an order changed; what is left out stays. */
  operatorAmend(
    requestId: number,
    change: { readonly intentId: number; readonly leg?: number; readonly cents?: number; readonly contracts?: number },
  ): this {
    const { cents, contracts, intentId, leg = 0 } = change;
    return this.slot(SlotKind.operatorAmend, { book: -1, epoch: 0, sequence: 0 }, (base) =>
      this.writer.operatorAmend(
        base,
        requestId,
        intentId,
        cents === undefined ? NO_PRICE : ticks(cents),
        leg,
        contracts === undefined ? 0 : micros(contracts),
        Number.MAX_SAFE_INTEGER,
      ),
    );
  }

  /** Which orders an operator wants gone: all of them unless told otherwise. */
  operatorCancel(requestId: number, about: { readonly instrument?: number; readonly intentId?: number } = {}): this {
    const { instrument = -1, intentId = 0 } = about;
    return this.slot(SlotKind.operatorCancel, { book: instrument, epoch: 0, sequence: 0 }, (base) =>
      this.writer.operatorCancel(base, requestId, intentId, -1),
    );
  }

  /** Any slot: header and body. */
  slot(
    kindAndFlags: number,
    about: { readonly book: number; readonly epoch: number; readonly timeMs?: number; readonly sequence?: number },
    fill: (base: number) => void,
  ): this {
    const base = this.baseOf(this.count++);
    const venue = this.table.at(about.book)?.venue ?? "none";
    this.writer.frame(VenueCode[venue], this.receivedUs++);
    this.writer.header(base, kindAndFlags, about.book, about.epoch, about.sequence ?? this.count, about.timeMs ?? 0);
    fill(base);
    return this;
  }
}

function ticks(cents: number): number {
  return Math.round(cents * 100);
}

function micros(contracts: number): number {
  return Math.round(contracts * 1_000_000);
}

function sideFlag(side: "bid" | "ask"): number {
  return side === "ask" ? Flag.ask : 0;
}
