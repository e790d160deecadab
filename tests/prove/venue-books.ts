import type { BookView } from "@augury/book";
import { parsePrice, parseSize } from "@augury/core";
import type { Instrument } from "@augury/model";
import type { Manifest } from "@augury/sim";

const LEVELS_MAX = 10_000;
const LIMIT_WAIT_MS = 500;
const LIMIT_WAITS_MAX = 40;

/** What both fake venues answer; the shape is tested where it is made. */
interface PolymarketBook {
  readonly bids: readonly PolymarketLevel[];
  readonly asks: readonly PolymarketLevel[];
}
interface PolymarketLevel {
  readonly price: string;
  readonly size: string;
}
interface KalshiBook {
  readonly orderbook_fp: { readonly yes_dollars: readonly TextPair[]; readonly no_dollars: readonly TextPair[] };
}
type TextPair = readonly [string, string];

interface Levels {
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
}

/** Asks the venue over REST for a book, in PriceTicks and SizeMicros. */
async function fetchBook({ polymarket, kalshi }: Manifest, instrument: Instrument): Promise<Levels> {
  if (instrument.venue === "polymarket") {
    const book = await fetchJson<PolymarketBook>(`${polymarket.url}/book?token_id=${instrument.venueId}`);
    const side = (levels: readonly PolymarketLevel[]) => toLevels(levels.map(({ price, size }) => [price, size]));
    return { bids: side(book.bids), asks: side(book.asks) };
  }
  const { orderbook_fp: book } = await fetchJson<KalshiBook>(`${kalshi.url}/markets/${instrument.venueId}/orderbook`);
  const asks = toLevels(book.no_dollars).map(([price, size]) => [10_000 - price, size] as const);
  return { bids: toLevels(book.yes_dollars), asks };
}

/** Returns whether the engine's book is, level by level, the one that the venue has at this moment. */
export async function isVenueBook(
  manifest: Manifest,
  instrument: Instrument,
  read: (book: number, levelsMax: number) => BookView | "busy" | undefined,
): Promise<boolean> {
  const theirs = await fetchBook(manifest, instrument);
  const ours = read(instrument.index, LEVELS_MAX);
  if (ours === undefined || ours === "busy") return false;
  const pairs = (levels: BookView["bids"]) => levels.map(({ price, size }) => [price, size] as const);
  return textOf({ bids: pairs(ours.bids), asks: pairs(ours.asks) }) === textOf(theirs);
}

function toLevels(pairs: readonly TextPair[]): (readonly [number, number])[] {
  return pairs.map(([price, size]) => [parsePrice(price) ?? -1, parseSize(size) ?? -1] as const);
}

function textOf({ bids, asks }: Levels): string {
  const sorted = (levels: Levels["bids"]) => [...levels].sort(([a], [b]) => a - b).join(" ");
  return `${sorted(bids)} | ${sorted(asks)}`;
}

/** The simulated venues limit rates as the real ones do: whoever compares all books again and again has to wait at times. */
async function fetchJson<T>(url: string): Promise<T> {
  for (let wait = 0; ; wait++) {
    const answer = await fetch(url, { keepalive: false });
    if (answer.ok) return (await answer.json()) as T;
    if (answer.status !== 429 || wait >= LIMIT_WAITS_MAX) throw new Error(`${url} answered ${answer.status}`);
    await Bun.sleep(LIMIT_WAIT_MS);
  }
}
