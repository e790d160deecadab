import { type CashMicros, formatCash, formatPrice, formatSize, type PriceTicks, type SizeMicros } from "@augury/core";
import type { FillView, LedgerNotices, OrderView } from "@augury/engine";
import type { Instrument, InstrumentTable, VenueName } from "@augury/model";

/** The first trusted book of each venue, the first decision and the first fill: said once each, with the time since the demo began. */
export class Milestones {
  private readonly trusted = new Set<VenueName>();
  private decided = false;
  private filled = false;
  private table: InstrumentTable | undefined;
  /** What happened before the table was known. */
  private readonly early: (() => void)[] = [];

  constructor(
    private readonly startedMs: number,
    private readonly say: (line: string) => void,
    /** Best prices of a book now, for the line about it. */
    private readonly topOf: (book: number) => string,
  ) {}

  /** From here on instruments have names. */
  begin(table: InstrumentTable): void {
    this.table = table;
    for (const tell of this.early.splice(0)) tell();
  }

  /** Everything has been said that there is to say. */
  get complete(): boolean {
    return this.trusted.size > 0 && this.decided && this.filled;
  }

  readonly notices: LedgerNotices = {
    trust: (book, trusted) => this.whenNamed(() => trusted && this.onTrust(book)),
    intent: (order, reason, numbers) => this.whenNamed(() => this.onIntent(order, reason, numbers)),
    fill: (fill) => this.whenNamed(() => this.onFill(fill)),
  };

  private whenNamed(tell: () => void): void {
    if (this.table) tell();
    else this.early.push(tell);
  }

  private onTrust(book: number): void {
    const instrument = this.nameable(book);
    if (this.trusted.has(instrument.venue)) return;
    this.trusted.add(instrument.venue);
    this.tell(`first trusted ${instrument.venue} book: ${nameOf(instrument)}  ${this.topOf(book)}`);
  }

  private onIntent(order: OrderView, reason: string, numbers: readonly number[]): void {
    if (this.decided) return;
    this.decided = true;
    this.tell(
      `first decision: ${order.strategy} wants to ${sentence(order)} ${nameOf(this.nameable(order.instrument))}`,
    );
    this.tell(`        because: ${explain(reason, numbers)}`);
  }

  private onFill(fill: FillView): void {
    if (this.filled) return;
    this.filled = true;
    const { liquidity, fee } = fill;
    this.tell(
      `first paper fill: ${sentence(fill)} ${nameOf(this.nameable(fill.instrument))} as ${liquidity}, fee $${formatCash(fee)}`,
    );
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
