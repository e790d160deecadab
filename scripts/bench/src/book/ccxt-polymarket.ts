import ccxt from "ccxt";
import { sumBests } from "./best-sum.ts";
import type { Level } from "./book-set.ts";

/** What the benches use of ccxt's order book: sorted sides of [price, size], changed level by level. */
export interface CcxtBook {
  readonly bids: CcxtSide;
  readonly asks: CcxtSide;
  reset(snapshot: { bids: readonly Level[]; asks: readonly Level[] }): void;
}

type CcxtSide = readonly Level[] & { storeArray(level: Level): void };

/** ccxt's prediction-market Polymarket class, never connected: the parts that turn messages into books. */
interface CcxtClass {
  readonly orderbooks: Record<string, CcxtBook>;
  readonly urls: { readonly api: { readonly ws: string } };
  outcomes: Record<string, CcxtOutcome>;
  outcomes_by_id: Record<string, CcxtOutcome>;
  orderBook(snapshot: object): CcxtBook;
  client(url: string): object;
  handleMessage(client: object, message: unknown): void;
}

interface CcxtOutcome {
  readonly outcome: string;
  readonly outcomeId: string;
  readonly market: string;
  readonly label: string;
}

/** Returns an empty order book of ccxt's own class. */
export function createCcxtBook(): CcxtBook {
  return openCcxt().orderBook({});
}

/** ccxt's way from a frame's text to its books, for these tokens. */
export class CcxtPolymarket {
  private readonly exchange = openCcxt();
  private readonly client: object;
  private readonly outcomes: readonly string[];

  constructor(tokens: readonly string[]) {
    const { exchange } = this;
    const outcomes = tokens.map(
      (outcomeId, at): CcxtOutcome => ({
        outcomeId,
        outcome: `M${at >> 1}:${at & 1}`,
        market: `M${at >> 1}`,
        label: "",
      }),
    );
    exchange.outcomes = Object.fromEntries(outcomes.map((outcome) => [outcome.outcome, outcome]));
    exchange.outcomes_by_id = Object.fromEntries(outcomes.map((outcome) => [outcome.outcomeId, outcome]));
    this.outcomes = outcomes.map(({ outcome }) => outcome);
    this.client = exchange.client(exchange.urls.api.ws);
  }

  /** One text frame: what its WebSocket client does with it, less a regular expression that ccxt runs over every text before JSON.parse. */
  frame(text: string): void {
    this.exchange.handleMessage(this.client, JSON.parse(text));
  }

  /** See {@link sumBests}. */
  bestSum(): number {
    const books = this.outcomes.map((outcome) => this.exchange.orderbooks[outcome]);
    return sumBests(
      books.length,
      (book) => toTicks(books[book]?.bids[0]),
      (book) => toTicks(books[book]?.asks[0]),
    );
  }
}

function toTicks(level: Level | undefined): number {
  return level ? Math.round(level[0] * 10_000) : -1;
}

function openCcxt(): CcxtClass {
  // Its declarations say `any` where these methods are: the interface above says what the benches rely on.
  return new ccxt.prediction.polymarket() as unknown as CcxtClass;
}
