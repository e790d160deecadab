import { ASK, BID, createBookArena } from "@augury/book";
import { priceTicks, sizeMicros } from "@augury/core";
import {
  type Instrument,
  InstrumentTable,
  MARKET_UPDATES,
  type OrderReport,
  type OrderRequest,
  PLAIN_TERMS,
  VenueCode,
} from "@augury/model";
import { Flag, LEVELS_PER_SLOT, SlotKind, SlotWriter } from "@augury/wire";
import { PaperConfig } from "./paper-config.ts";
import { PaperVenue } from "./paper-venue.ts";

/** Prices in cents and sizes in contracts, as tests speak of them. */
export type Levels = readonly (readonly [cents: number, contracts: number])[];

export const YES = 0;
export const NO = 1;
export const K_YES = 2;
export const K_NO = 3;

/** Two markets: Polymarket's two tokens (0 and 1) with a book each, Kalshi's YES and NO (2 and 3) on one book. */
export function sceneTable(overrides: Partial<Instrument> = {}): InstrumentTable {
  const base = {
    ...PLAIN_TERMS,
    ...overrides,
  };
  const poly = { ...base, venue: "polymarket" as const, marketId: "m" };
  const kalshi = { ...base, venue: "kalshi" as const, venueId: "K", marketId: "K" };
  return new InstrumentTable([
    { ...poly, index: YES, bookIndex: YES, mirrorIndex: NO, venueId: "t0", outcome: "yes" },
    { ...poly, index: NO, bookIndex: NO, mirrorIndex: YES, venueId: "t1", outcome: "no" },
    { ...kalshi, index: K_YES, bookIndex: K_YES, mirrorIndex: K_NO, outcome: "yes" },
    { ...kalshi, index: K_NO, bookIndex: K_YES, mirrorIndex: K_YES, outcome: "no" },
  ]);
}

/** A paper venue with a script around it: writes slots, submits orders, keeps the reports. Latency 100 µs, reports at once. */
export class PaperScene {
  readonly venue: PaperVenue;
  readonly reports: { readonly report: OrderReport; readonly timeUs: number }[] = [];
  nowUs = 1_000;
  /** Time between two slots. */
  slotUs = 10;
  private readonly memory = new ArrayBuffer(128);
  private readonly i32 = new Int32Array(this.memory);
  private readonly f64 = new Float64Array(this.memory);
  private readonly writer = new SlotWriter(this.i32, this.f64);
  private intents = 0;

  constructor(
    config: Partial<PaperConfig> = {},
    readonly table = sceneTable(),
    isLive?: (instrument: number, epoch: number) => boolean,
  ) {
    this.writer.frame(VenueCode.polymarket, 0);
    this.venue = new PaperVenue({
      instruments: table,
      arena: createBookArena({ books: table.size, bytesMax: 4_000_000 }),
      config: PaperConfig.parse({ latencyUs: 100, cancelLatencyUs: 100, ackLatencyUs: 0, ...config }),
      report: (report, timeUs) => this.reports.push({ report, timeUs }),
      ...(isLive ? { isLive } : {}),
    });
  }

  /** Writes one slot's header and body, and lets the venue have it `slotUs` after the last. */
  slot(
    kind: number,
    instrument: number,
    fill: (writer: SlotWriter) => void,
    about: { epoch?: number; timeMs?: number } = {},
  ) {
    this.nowUs += this.slotUs;
    this.writer.header(0, kind, instrument, about.epoch ?? 1, 0, about.timeMs ?? this.nowUs);
    fill(this.writer);
    this.venue.onSlot(this.i32, this.f64, 0, this.nowUs);
  }

  /** A whole snapshot run; bids and asks best first or in any order. */
  book(
    instrument: number,
    bids: Levels,
    asks: Levels,
    about: { epoch?: number; timeMs?: number; announced?: number } = {},
  ) {
    this.beginBook(instrument, bids.length, about.announced ?? asks.length, about);
    this.levels(instrument, BID, bids, about);
    this.levels(instrument, ASK, asks, about);
    this.endBook(instrument, bids.length, about.announced ?? asks.length, about);
  }

  beginBook(instrument: number, bids: number, asks: number, about: { epoch?: number; timeMs?: number } = {}) {
    this.slot(SlotKind.snapshotBegin, instrument, (writer) => writer.snapshotBegin(0, bids, asks, 100), about);
  }

  endBook(instrument: number, bids: number, asks: number, about: { epoch?: number; timeMs?: number } = {}) {
    this.slot(SlotKind.snapshotEnd, instrument, (writer) => writer.snapshotEnd(0, bids, asks), about);
  }

  levels(instrument: number, side: number, levels: Levels, about: { epoch?: number; timeMs?: number } = {}) {
    for (let from = 0; from < levels.length; from += LEVELS_PER_SLOT) {
      const kind = SlotKind.snapshotLevels | (side === ASK ? Flag.ask : 0);
      const part = levels.slice(from, from + LEVELS_PER_SLOT);
      const fill = (writer: SlotWriter) => {
        for (const [at, [cents, contracts]] of part.entries()) {
          writer.snapshotLevel(0, at, cents * 100, micros(contracts));
        }
      };
      this.slot(kind, instrument, fill, about);
    }
  }

  /** The level's new size, or with `isIncrement` the change to it. */
  delta(
    instrument: number,
    side: number,
    cents: number,
    contracts: number,
    about: { epoch?: number; timeMs?: number; isIncrement?: boolean } = {},
  ) {
    const kind = SlotKind.bookDelta | (side === ASK ? Flag.ask : 0) | (about.isIncrement ? 0 : Flag.absolute);
    this.slot(kind, instrument, (writer) => writer.bookDelta(0, cents * 100, micros(contracts)), about);
  }

  trade(
    instrument: number,
    taker: "buy" | "sell",
    cents: number,
    contracts: number,
    about: { epoch?: number; timeMs?: number; isBlock?: boolean } = {},
  ) {
    const kind = SlotKind.trade | (taker === "sell" ? Flag.sell : 0) | (about.isBlock ? Flag.block : 0);
    this.slot(kind, instrument, (writer) => writer.trade(0, cents * 100, micros(contracts), 0), about);
  }

  update(instrument: number, update: (typeof MARKET_UPDATES)[number], value = 0) {
    this.slot(SlotKind.marketUpdate, instrument, (writer) =>
      writer.marketUpdate(0, MARKET_UPDATES.indexOf(update), value, 0),
    );
  }

  endEpoch(instrument: number, epoch = 1) {
    this.slot(SlotKind.epochEnd, instrument, (writer) => writer.epochEnd(0, 1), { epoch });
  }

  /** Submits a buy of 10 contracts at 50 cents, GTC, unless told otherwise, and returns its intent id. */
  submit(wanted: Partial<Omit<OrderRequest, "price" | "size">> & { cents?: number; contracts?: number } = {}): number {
    const { cents = 50, contracts = 10, ...rest } = wanted;
    const intentId = rest.intentId ?? ++this.intents;
    this.venue.submit(
      {
        leg: 0,
        strategy: 0,
        instrument: YES,
        side: "buy",
        timeInForce: "GTC",
        postOnly: false,
        epoch: 1,
        deadlineUs: Number.MAX_SAFE_INTEGER,
        price: priceTicks(Math.round(cents * 100)),
        size: sizeMicros(micros(contracts)),
        ...rest,
        intentId,
      },
      this.nowUs,
    );
    return intentId;
  }

  /** Lets `us` pass. */
  pass(us = 1_000) {
    this.nowUs += us;
    this.venue.onTime(this.nowUs);
  }

  /** Submits and lets it arrive. */
  place(wanted: Parameters<PaperScene["submit"]>[0] = {}): number {
    const intentId = this.submit(wanted);
    this.pass();
    return intentId;
  }

  /** The reports of one order as short words: "accepted", "partially_filled 4@50", "rejected off_tick". */
  story(intentId: number): string[] {
    return this.reports
      .filter(({ report }) => report.intentId === intentId)
      .map(({ report: { state, reason, fillSize, fillPrice } }) =>
        [state, reason === "none" ? "" : reason, fillSize > 0 ? `${fillSize / 1e6}@${fillPrice / 100}` : ""]
          .filter((word) => word !== "")
          .join(" "),
      );
  }

  /** The fills of one order as [cents, contracts]. */
  fills(intentId: number): [number, number][] {
    return this.reports
      .filter(({ report }) => report.intentId === intentId && report.fillSize > 0)
      .map(({ report }) => [report.fillPrice / 100, report.fillSize / 1e6]);
  }
}

function micros(contracts: number): number {
  return Math.round(contracts * 1e6);
}
