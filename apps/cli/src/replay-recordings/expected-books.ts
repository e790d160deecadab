import { ASK, BID, type OrderBooks } from "@augury/book";
import { type BookDigest, digestBook } from "@augury/venue-kalshi";
import { NO_PRICE } from "@augury/wire";
import { z } from "zod";

const Quote = z.tuple([z.string(), z.string()]).nullable();
const BookValues = z.object({
  yes_levels: z.int().nonnegative(),
  no_levels: z.int().nonnegative(),
  yes_total: z.string(),
  no_total: z.string(),
  best_yes_bid: Quote,
  best_yes_ask: Quote,
  sha256: z.string(),
});
const ExpectedFile = z.object({
  lines: z.int().positive(),
  negative_levels_seen: z.int(),
  /** Books of the file's one market after given lines. */
  checkpoints: z.array(BookValues.extend({ after_line: z.int().positive() })).default([]),
  /** Books of all markets after the last line. */
  final_books: z.record(z.string(), BookValues).default({}),
});
export type ExpectedFile = z.infer<typeof ExpectedFile>;

/** The check values of `ws/expected-books.json`: books after given lines, by an independent replay. */
const ExpectedBooks = z.object({ files: z.record(z.string(), ExpectedFile) });

/** Reads the check values, by the recording's name without its endings. */
export async function readExpectedBooks(path: string): Promise<ReadonlyMap<string, ExpectedFile>> {
  return new Map(Object.entries(ExpectedBooks.parse(await Bun.file(path).json()).files));
}

const VALUES: readonly (keyof BookDigest)[] = [
  "yes_levels",
  "no_levels",
  "yes_total",
  "no_total",
  "best_yes_bid",
  "best_yes_ask",
  "sha256",
];

/** Compares books with their check values, value by value. */
export class BookComparison {
  due = 0;
  equal = 0;

  /** Compares one book; `differs` is told each value that is not equal. */
  compare(expected: BookDigest, books: OrderBooks, book: number, differs: (what: string) => void): void {
    const found = digestBook({ bids: levelsOf(books, book, BID), asks: levelsOf(books, book, ASK) });
    for (const name of VALUES) {
      this.due++;
      const want = JSON.stringify(expected[name]);
      const have = JSON.stringify(found[name]);
      if (want === have) this.equal++;
      else differs(`${name} must be ${want}, is ${have}`);
    }
  }
}

function levelsOf(books: OrderBooks, book: number, side: number): { price: number; size: number }[] {
  const levels: { price: number; size: number }[] = [];
  for (
    let price = books.nextLevel(book, side, NO_PRICE);
    price !== NO_PRICE;
    price = books.nextLevel(book, side, price)
  ) {
    levels.push({ price, size: books.sizeAt(book, side, price) });
  }
  return levels;
}
