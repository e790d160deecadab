import { notional, notionalUp, priceTicks, sizeMicros } from "@augury/core";
import type { Ledger } from "./ledger.ts";
import type { SettlementBooks } from "./settlement-books.ts";

/** How contracts of an ended market become cash: the venue pays at once, or whoever holds them redeems them some time later. */
export type PayoutWay = "at_once" | "on_redemption";

/** What is held of an ended market and not redeemed: contracts in SizeMicros, and what is due for all of them in CashMicros. */
export interface Redeemable {
  readonly instrument: number;
  /** What one pays, in PriceTicks. */
  readonly payout: number;
  readonly contracts: number;
  readonly cash: number;
}

interface MarketEnd {
  readonly way: PayoutWay;
  payout: number;
  /** Contracts that have been paid, and those that wait for it, in SizeMicros; negative = sold without having them. */
  paid: number;
  claimed: number;
}

/**
 * What ended markets pay, over an account's settled books. By the instrument that stands for both outcomes where they net; payouts in
 * PriceTicks of that one.
 *
 * 1. What is settled of an ended instrument is closed at the payout, once, and so is whatever settles later: that is the profit.
 * 2. Paid at once, the cash is ours. Otherwise the contracts stay and become a claim: `redeemable`, of which nothing can be spent. A claim is
 *    worth what all of its contracts bring together, to the micro-dollar.
 * 3. Contracts that are seen to be gone have been redeemed: what was due for them is cash. No profit comes of that, but for the fraction of a
 *    micro-dollar that a part of a claim brings less than its share.
 * 4. A payout that is told otherwise restates the profit. Of a claim the cash that is due changes with it; cash that redeemed contracts have
 *    brought is as the balances say, so what of it was taken for a deposit or a withdrawal becomes profit or loss.
 */
export class MarketEnds {
  private readonly ends = new Map<number, MarketEnd>();

  constructor(
    private readonly books: SettlementBooks,
    private readonly ledger: Ledger,
  ) {}

  /** The market has ended, in one of the two ways for good. Returns the cash that this brings, or makes due. */
  end(root: number, payout: number, way: PayoutWay): number {
    const known = this.ends.get(root);
    if (known) return this.restate(root, known, payout);
    this.ends.set(root, { way, payout, paid: 0, claimed: 0 });
    return this.payOut(root);
  }

  /** Pays what is settled of an instrument by now, when its market has ended. Returns the cash that this brings, or makes due. */
  payOut(root: number): number {
    const end = this.ends.get(root);
    if (!end) return 0;
    const size = this.ledger.position(root) as number;
    const cash = this.ledger.settle(root, end.payout) as number;
    if (end.way === "at_once") {
      end.paid += size;
      this.books.payOut(root, cash);
      return cash;
    }
    const before = worthOf(end.payout, end.claimed);
    end.claimed += size;
    const due = worthOf(end.payout, end.claimed) - before;
    this.books.claim(root, due);
    this.ledger.earn(root, due - cash);
    return due;
  }

  /** Of a claim `held` contracts are still there. Returns the cash that the others have brought. */
  redeem(root: number, held: number): number {
    const end = this.ends.get(root);
    const gone = (end?.claimed ?? 0) - held;
    if (!end || gone <= 0) return 0;
    const brought = worthOf(end.payout, gone);
    const due = worthOf(end.payout, end.claimed);
    end.claimed -= gone;
    end.paid += gone;
    this.books.redeem(root, gone, brought);
    const rounded = worthOf(end.payout, end.claimed) - (due - brought);
    this.books.restateClaim(root, rounded);
    this.ledger.earn(root, rounded);
    return brought;
  }

  /** What an instrument pays, `undefined` while its market goes on. */
  payoutOf(root: number): number | undefined {
    return this.ends.get(root)?.payout;
  }

  /** What is claimed of one instrument. */
  claimOf(root: number): { readonly contracts: number; readonly cash: number } {
    const { claimed, payout } = this.ends.get(root) ?? { claimed: 0, payout: 0 };
    return { contracts: claimed, cash: worthOf(payout, claimed) };
  }

  /** Every instrument that has to be redeemed, those of which nothing is left too. */
  redeemables(): Redeemable[] {
    return [...this.ends].flatMap(([instrument, { payout, way }]) =>
      way === "on_redemption" ? [{ instrument, payout, ...this.claimOf(instrument) }] : [],
    );
  }

  /** Returns what is wrong in one line: a claim is all that is there of an ended instrument. */
  problem(): string | undefined {
    for (const { contracts, instrument } of this.redeemables()) {
      const { outgoing, own, redeemable } = this.books.contractBalance(instrument);
      if (own + outgoing + redeemable !== contracts)
        return `instrument ${instrument}: contracts claimed and held must agree, are ${contracts} and ${own + outgoing + redeemable}`;
    }
    return undefined;
  }

  private restate(root: number, end: MarketEnd, payout: number): number {
    const paid = worthOf(payout, end.paid) - worthOf(end.payout, end.paid);
    const claimed = worthOf(payout, end.claimed) - worthOf(end.payout, end.claimed);
    end.payout = payout;
    if (end.way === "at_once") {
      this.books.restatePaid(root, paid);
      this.ledger.earn(root, paid);
      return paid;
    }
    this.books.restateClaim(root, claimed);
    this.ledger.earn(root, claimed);
    this.ledger.reattribute(root, paid);
    return claimed;
  }
}

/** What contracts bring, rounded down; what is owed for those that are missing, rounded up. */
function worthOf(payout: number, size: number): number {
  const price = priceTicks(payout);
  return size >= 0 ? notional(price, sizeMicros(size)) : 0 - notionalUp(price, sizeMicros(-size));
}
