import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Books, CrashLink, LifeTerms } from "./crash-job.ts";

const TICK_MS = 4;
/** Trades of others in one life. */
const TRADES_PER_LIFE = 12;

/** An order by the venue's books. */
export interface WorldOrder {
  /** The name under which it must have been written down. */
  readonly key: string;
  /** Left out where its size says none: it trades a leg back. */
  readonly intent?: number;
  readonly state: "filled" | "live" | "canceled";
  /** SizeMicros. */
  readonly filled: number;
  /** What it is or was at last, where the venue amends orders. */
  readonly terms?: LifeTerms;
}

/** A request to change an order that has reached the venue. */
export interface WorldChange {
  readonly key: string;
  /** What it wants the order to be, or how many contracts it takes away. */
  readonly wanted: LifeTerms | number;
}

/** A simulated venue on a port of its own, which outlives the processes that trade on it. */
export abstract class CrashWorld {
  readonly logPath: string;
  private readonly folder = mkdtempSync(join(tmpdir(), "augury-crash-"));
  private readonly ticker: Timer;
  private tradesLeft = 0;

  constructor() {
    this.logPath = join(this.folder, "intents");
    this.ticker = setInterval(() => this.tick(), TICK_MS);
  }

  abstract get link(): CrashLink;
  /** How much of a listing comes on one page. */
  abstract paginate(items: number): void;
  abstract orders(): readonly WorldOrder[];

  /** Changes of orders that were ever asked for. */
  get changes(): readonly WorldChange[] {
    return [];
  }

  /** The market that a life has for itself pays out, where there is such. */
  payOut(_life: number): void {}

  /** What is wrong with the order group that a process believes to be its own. */
  capProblem(cap: string | undefined): string | undefined {
    return cap && `there are no groups, ${cap} is none`;
  }

  /** Others trade against the account's orders, or leave them alone; answers of postings and all events may be lost. */
  stir(isBusy: boolean, losesAnswers: boolean): void {
    this.tradesLeft = isBusy ? TRADES_PER_LIFE : 0;
    this.loseAnswers(losesAnswers ? 1 : 0);
  }

  /** What the venue's books say otherwise than a process believes. */
  difference(books: Books): string | undefined {
    const venues = this.books();
    const [ours, theirs] = [JSON.stringify(books), JSON.stringify(venues)];
    return ours === theirs ? undefined : `ours ${ours}, the venue's ${theirs}`;
  }

  async close(): Promise<void> {
    clearInterval(this.ticker);
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  protected abstract books(): Books;
  protected abstract loseAnswers(rate: number): void;
  /** Whether a seller would meet the account's orders. */
  protected abstract isReached(): boolean;
  /** Somebody sells six contracts, and others put back what was taken of their levels. */
  protected abstract trade(timeUs: number): void;
  protected abstract advance(nowMs: number): void;
  protected abstract stop(): Promise<void>;

  private tick(): void {
    if (this.tradesLeft > 0 && this.isReached()) {
      this.tradesLeft--;
      this.trade(Date.now() * 1000);
    }
    this.advance(Date.now());
  }
}
