import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { err, ok, type Result } from "@augury/core";
import {
  type AccountHoldings,
  type HoldingsQuery,
  type HoldingsRefusal,
  type InstrumentPayout,
  InstrumentTable,
  PLAIN_TERMS,
} from "@augury/model";
import { Portfolio } from "@augury/portfolio";
import type { ExecutorOutlet } from "../executor-outlet.ts";
import { AccountBook } from "./account-book.ts";
import { BalanceWatch } from "./balance-watch.ts";
import { OpeningFile } from "./opening-file.ts";
import { OrderOwners } from "./order-owners.ts";
import { PayoutWatch } from "./payout-watch.ts";

const SECOND_US = 1_000_000;

/** An account whose venue is the test's: what it holds, and what it says of its markets. Time is the test's, too. */
export class WatchRig implements Disposable {
  readonly table: InstrumentTable;
  readonly book: AccountBook;
  readonly payouts: PayoutWatch;
  readonly balances: BalanceWatch;
  /** What decision was told, a line each, and what it makes of it. */
  readonly told: string[] = [];
  readonly decision: Portfolio;
  /** What was said, as "level what", and alarms. */
  readonly said: string[] = [];
  /** What the venue was asked. */
  readonly queries: HoldingsQuery[] = [];
  readonly asked: (readonly number[])[] = [];
  cash = 1_000 * 1e6;
  /** Contracts by instrument, in SizeMicros. */
  readonly held = new Map<number, number>();
  /** What ended markets pay, by instrument; "silent": nobody answers. */
  ended: ReadonlyMap<number, number> | "silent" = new Map();
  nowUs = 1_000 * SECOND_US;
  readonly opening: OpeningFile;

  constructor(
    instruments: number,
    private readonly folder = mkdtempSync(join(tmpdir(), "augury-watch-")),
    decision?: Portfolio,
  ) {
    this.table = new InstrumentTable(
      Array.from({ length: instruments }, (_, index) => ({
        ...PLAIN_TERMS,
        venue: "polymarket" as const,
        index,
        bookIndex: index,
        outcome: "yes" as const,
        venueId: `token-${index}`,
        marketId: `market-${index}`,
      })),
    );
    const { table } = this;
    this.decision = decision ?? new Portfolio(table);
    const nowUs = () => this.nowUs;
    const say = (level: string, what: string) => void this.said.push(`${level} ${what}`);
    const alarm = (what: string) => void this.said.push(`alarm ${what}`);
    this.opening = new OpeningFile(folder, "polymarket", "process-1");
    const { opening } = this;
    this.book = new AccountBook({
      venue: "polymarket",
      table,
      owners: new OrderOwners(),
      outlet: this.outlet(),
      note: () => {},
      alarm,
      nowUs,
    });
    const { book } = this;
    this.payouts = new PayoutWatch({
      venue: "polymarket",
      table,
      book,
      opening,
      readPayouts: (list) => Promise.resolve(this.readPayouts(list)),
      nowUs,
      say,
      alarm,
      changed: () => this.balances.look(this.nowUs),
    });
    this.balances = new BalanceWatch({
      venue: "polymarket",
      table,
      book,
      opening,
      payouts: this.payouts,
      readHoldings: (query) => Promise.resolve(this.readHoldings(query)),
      isReconciled: () => true,
      openCount: () => 0,
      tradesSinceMs: () => 0,
      nowUs,
      say,
      changed: () => {},
    });
  }

  /** The executor dies; the next one finds its files. */
  takeOver(): WatchRig {
    const next = new WatchRig(this.table.size, this.folder, this.decision);
    next.nowUs = this.nowUs;
    next.cash = this.cash;
    next.ended = this.ended;
    for (const [instrument, size] of this.held) next.held.set(instrument, size);
    return next;
  }

  /** So many seconds pass, and whatever is due in them happens. */
  async pass(seconds: number): Promise<void> {
    const endUs = this.nowUs + seconds * SECOND_US;
    for (;;) {
      // Answers come at once.
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      const dueUs = Math.min(this.payouts.nextDueUs, this.balances.nextDueUs);
      if (dueUs > endUs) break;
      this.nowUs = Math.max(this.nowUs, dueUs);
      this.payouts.onTime(this.nowUs);
      this.balances.onTime(this.nowUs);
    }
    this.nowUs = endUs;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private readPayouts(list: readonly number[]): Result<InstrumentPayout[], string> {
    this.asked.push(list);
    const { ended } = this;
    if (ended === "silent") return err("nobody answers");
    return ok(list.flatMap((at) => (ended.has(at) ? [{ instrument: at, payout: ended.get(at) as number }] : [])));
  }

  private readHoldings(query: HoldingsQuery): Result<AccountHoldings, HoldingsRefusal> {
    this.queries.push(query);
    const positions = query.instruments.map((instrument) => ({ instrument, size: this.held.get(instrument) ?? 0 }));
    return ok({ cash: this.cash, positions, trades: [] });
  }

  private outlet(): ExecutorOutlet {
    const { decision, told } = this;
    return {
      report: () => {},
      settle: () => {},
      open: (instrument, size, price) => {
        told.push(`open ${instrument} ${size / 1e6} at ${price}`);
        decision.open(instrument, size, price);
      },
      cash: (venue, amount) => {
        told.push(`cash ${amount / 1e6}`);
        decision.deposit(amount, venue);
      },
      redemption: (instrument, payout, held) => {
        told.push(`redemption ${instrument} at ${payout}, ${held === undefined ? "not seen" : `${held / 1e6} held`}`);
        decision.makeRedeemable(instrument, payout, held);
      },
      status: () => {},
    };
  }
}
