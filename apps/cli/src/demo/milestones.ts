import { type CashMicros, formatCash, formatPrice, formatSize, type PriceTicks, type SizeMicros } from "@augury/core";
import type { FillView, LedgerNotices, OrderView } from "@augury/engine";
import type { Instrument, InstrumentTable, VenueName, VenueStatus } from "@augury/model";

/**
 * The first time of everything: a trusted book, an account that is reconciled, a quote, a fill and its settlement at each venue, and the
 * first decision with its reason. Said once each, with the time since the demo began.
 */
export class Milestones {
  /** What has been said, by venue. */
  private readonly said = new Set<string>();
  private decided = false;
  private table: InstrumentTable | undefined;
  /** What happened before the table was known. */
  private readonly early: (() => void)[] = [];

  constructor(
    private readonly startedMs: number,
    private readonly say: (line: string) => void,
    /** Best prices of a book now, for the line about it. */
    private readonly topOf: (book: number) => string,
    /** Paper fills are settled at once, which is not worth a line. */
    private readonly isLive: boolean,
  ) {}

  /** From here on instruments have names. */
  begin(table: InstrumentTable): void {
    this.table = table;
    for (const tell of this.early.splice(0)) tell();
  }

  readonly notices: LedgerNotices = {
    trust: (book, trusted) => this.whenNamed(() => trusted && this.onTrust(book)),
    intent: (order, reason, numbers) => this.whenNamed(() => this.onIntent(order, reason, numbers)),
    fill: (fill) => this.whenNamed(() => this.onFill(fill)),
    settled: (fill) => this.whenNamed(() => this.onSettled(fill)),
    status: (venue, status) => this.onStatus(venue, status),
  };

  private whenNamed(tell: () => void): void {
    if (this.table) tell();
    else this.early.push(tell);
  }

  private onTrust(book: number): void {
    const instrument = this.nameable(book);
    this.once(instrument.venue, "trusted book", () => `${nameOf(instrument)}  ${this.topOf(book)}`);
  }

  private onStatus(venue: VenueName, { isReconciled, externalOrders }: VenueStatus): void {
    if (!isReconciled) return;
    this.once(
      venue,
      "reconciled account",
      () => `orders, trades and balances agree, ${externalOrders} orders of others`,
    );
  }

  private onIntent(order: OrderView, reason: string, numbers: readonly number[]): void {
    const instrument = this.nameable(order.instrument);
    if (reason.startsWith("quote_"))
      this.once(instrument.venue, "quote", () => `${sentence(order)} ${nameOf(instrument)}`);
    if (this.decided) return;
    this.decided = true;
    this.tell(`first decision: ${order.strategy} wants to ${sentence(order)} ${nameOf(instrument)}`);
    this.tell(`        because: ${explain(reason, numbers)}`);
  }

  private onFill(fill: FillView): void {
    const instrument = this.nameable(fill.instrument);
    const { fee, feeExpected, liquidity } = fill;
    // What the venue charged is known once it has settled.
    const cost = fill.settlement === "confirmed" ? fee : feeExpected;
    this.once(
      instrument.venue,
      "fill",
      () => `${sentence(fill)} ${nameOf(instrument)} as ${liquidity}, fee $${formatCash(cost)}`,
    );
  }

  private onSettled(fill: FillView): void {
    const instrument = this.nameable(fill.instrument);
    if (!this.isLive) return;
    const seconds = ((fill.updatedUs - fill.timeUs) / 1e6).toFixed(1);
    this.once(
      instrument.venue,
      "settlement",
      () => `${sentence(fill)} ${nameOf(instrument)}, ${seconds} s after the match`,
    );
  }

  private once(venue: VenueName, what: string, words: () => string): void {
    const name = `${venue} ${what}`;
    if (this.said.has(name)) return;
    this.said.add(name);
    this.tell(`first ${name}: ${words()}`);
  }

  private tell(line: string): void {
    this.say(`[${((performance.now() - this.startedMs) / 1000).toFixed(1).padStart(5)} s] ${line}`);
  }

  private nameable(index: number): Instrument {
    return (this.table as InstrumentTable).list[index];
  }
}

function sentence({ side, size, price }: { side: string; size: SizeMicros; price: PriceTicks }): string {
  return `${side} ${formatSize(size)} at ${formatPrice(price)} of`;
}

/** A name that a person recognizes. */
export function nameOf({ title, outcomeName, outcome }: Instrument): string {
  return `"${title}" ${outcomeName || outcome}`;
}

/** Puts a reason and the numbers behind it into words; the strategies document what the numbers are. */
export function explain(reason: string, [a = 0, b = 0, c = 0, d = 0]: readonly number[]): string {
  switch (reason) {
    case "complement_edge":
      return `all outcomes for $${formatCash(a as CashMicros)} and at most $${formatCash(b as CashMicros)} fees pay $${formatSize(d as SizeMicros)}: $${(c / 1e6).toFixed(4)} is left of each dollar`;
    case "quote_bid":
    case "quote_ask":
    case "quote_replace":
      return `weighted mid ${(a / 100).toFixed(2)}c, inventory skew ${(b / 100).toFixed(2)}c, position ${formatSize(d as SizeMicros)}: quote at ${(c / 100).toFixed(2)}c`;
    default:
      return `${reason} ${[a, b, c, d].join(" ")}`;
  }
}
