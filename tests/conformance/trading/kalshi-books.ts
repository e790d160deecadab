import type { SimAccount } from "@augury/venue-kalshi/sim";
import type { OfficialApis } from "../kalshi/official-apis.ts";

/** An account in micros. */
export interface KalshiBooks {
  readonly cash: number;
  readonly fees: number;
  /** Contracts of YES (negative: of NO) by ticker; markets of which nothing is held are left out. */
  readonly positions: Readonly<Record<string, number>>;
}

const PAGE = 100;

/** What the venue keeps of an account. */
export function booksOf(account: SimAccount): KalshiBooks {
  const positions = account.allPositions();
  return {
    cash: account.cashOf(0),
    fees: positions.reduce((sum, { feesPaid }) => sum + feesPaid, 0),
    positions: heldOf(positions.map(({ market, size }) => [market.spec.ticker, size])),
  };
}

/** The same as the official client reads it: balance and positions. */
export async function readBooks({ PortfolioApi }: OfficialApis): Promise<KalshiBooks> {
  const balance = (await PortfolioApi.getBalance()).data as { balance_dollars?: string };
  const { market_positions } = (await PortfolioApi.getPositions()).data;
  const rows = market_positions as unknown as readonly Record<"ticker" | "position_fp" | "fees_paid_dollars", string>[];
  return {
    cash: micros(balance.balance_dollars),
    fees: rows.reduce((sum, { fees_paid_dollars }) => sum + micros(fees_paid_dollars), 0),
    positions: heldOf(rows.map(({ position_fp, ticker }) => [ticker, micros(position_fp)])),
  };
}

/** The same added up from the account's fills alone, as the official client reads them, all pages of them; and how many there are. */
export async function sumFills({ PortfolioApi }: OfficialApis, opening: number) {
  const positions = new Map<string, number>();
  let [cash, fees, count] = [opening, 0, 0];
  let cursor: string | undefined;
  do {
    const { data } = await PortfolioApi.getFills(undefined, undefined, undefined, undefined, PAGE, cursor);
    for (const fill of data.fills as unknown as Record<string, string>[]) {
      const sign = fill.book_side === "bid" ? 1 : -1;
      const [size, ticker] = [micros(fill.count_fp), fill.ticker ?? ""];
      positions.set(ticker, (positions.get(ticker) ?? 0) + sign * size);
      cash -= (sign * size * micros(fill.yes_price_dollars)) / 1e6;
      fees += micros(fill.fee_cost);
      count++;
    }
    cursor = data.cursor || undefined;
  } while (cursor !== undefined);
  // Who is short of YES holds NO, and has paid the rest of the dollar for it.
  const paid = [...positions.values()].reduce((sum, size) => sum + Math.max(0, -size), 0);
  const books: KalshiBooks = { cash: cash - fees - paid, fees, positions: heldOf([...positions]) };
  return { books, count };
}

/** Millionths of a dollar or of a contract. */
function micros(text: unknown): number {
  return Math.round(Number(text) * 1e6);
}

function heldOf(positions: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  return Object.fromEntries(positions.filter(([, size]) => size !== 0));
}
