/**
 * Adds up the best prices of all books so that no two books can stand in for one another: the plain sum over a market's two mirrored
 * tokens is the same whatever happens. Prices in PriceTicks, anything below 0 for an empty side.
 */
export function sumBests(books: number, bestBid: (book: number) => number, bestAsk: (book: number) => number): number {
  let sum = 0;
  for (let book = 0; book < books; book++)
    sum += (Math.max(0, bestBid(book)) + 2 * Math.max(0, bestAsk(book))) * (1 + (book % 7));
  return sum;
}
