import type { BookView } from "@augury/book";
import { mirrorPrice, type PriceTicks } from "@augury/core";
import type { Instrument } from "@augury/model";
import { z } from "zod";
import { Level, Price, priceText, TimeUs, toLevel } from "../decimals.ts";
import { findInstrument, InstrumentRef, instrumentName } from "../instrument-ref.ts";
import { Depth } from "../paging.ts";
import { echo, problem } from "../problem.ts";
import { answer, type Route, type RouteContext, route } from "../route.ts";

const Book = z.strictObject({
  instrument: z.int(),
  name: z.string(),
  title: z.string(),
  outcomeName: z.string(),
  mirrored: z.boolean().describe("Read from the other outcome's book: prices are 1 − p, sides swapped."),
  asOf: z.strictObject({
    epoch: z.int(),
    sequence: z
      .int()
      .describe("The venue's number of the last event applied; read beside the book, so it may be one event off."),
    updates: z.int().describe("Our count of updates: two answers with the same epoch and updates show the same book."),
    exchangeTimeMs: z.number().describe("The venue's stamp in ms; 0: it gave none."),
    receivedTimeUs: TimeUs,
    ageMs: z.number(),
  }),
  live: z.boolean().describe("The epoch is still the live one: the book may be traded on if it is trusted, too."),
  trusted: z.boolean(),
  polled: z.boolean().describe("Read over REST, not streamed: it was like this when it was asked for, see asOf.ageMs."),
  tick: Price.text.describe("Step of the book's grid."),
  bestBid: Price.text.nullable(),
  bestBidTicks: Price.ticks.nullable(),
  bestAsk: Price.text.nullable(),
  bestAskTicks: Price.ticks.nullable(),
  mid: z.string().nullable().describe("null while a side is empty."),
  spread: z.string().nullable().describe("Negative while the book is crossed."),
  bids: z.array(Level).describe("Best first."),
  asks: z.array(Level).describe("Best first."),
});

/** What a reader should wait before it asks again, in seconds. The writer is done within microseconds. */
const RETRY_AFTER_S = "1";

export const bookRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/books/:instrument",
    tag: "market data",
    summary: "One book, best levels first",
    description:
      "Read from shared memory as one consistent picture; 503 with Retry-After when the writer was busy at every try.",
    params: z.strictObject({ instrument: InstrumentRef }),
    query: z.strictObject({ depth: Depth }),
    answer: Book,
    problems: ["not-found", "no-book", "book-busy"],
    handle: ({ params, query }, context) => {
      const instrument = findInstrument(context.view.instruments(), params.instrument);
      if (!instrument) return { problem: problem("not-found", `no instrument is called ${echo(params.instrument)}`) };
      const read = context.view.readBook(instrument.bookIndex, Math.min(query.depth, context.options.levelsMax));
      if (read === undefined)
        return { problem: problem("no-book", "no snapshot has come in since the last epoch ended") };
      if (read === "busy")
        return {
          problem: problem("book-busy", "the book changed at every try; ask again"),
          headers: { "retry-after": RETRY_AFTER_S },
        };
      return answer(toBook(instrument, read, context));
    },
  }),
];

function toBook(instrument: Instrument, read: BookView, { view }: RouteContext): z.input<typeof Book> {
  const mirrored = instrument.bookIndex !== instrument.index;
  const { bids, asks } = mirrored ? { bids: read.asks.map(mirror), asks: read.bids.map(mirror) } : read;
  const { epoch, trusted, polled } = view.trust(instrument.bookIndex);
  const bid = bids[0]?.price;
  const ask = asks[0]?.price;
  const both = bid !== undefined && ask !== undefined;
  return {
    instrument: instrument.index,
    name: instrumentName(instrument),
    title: instrument.title,
    outcomeName: instrument.outcomeName,
    mirrored,
    asOf: {
      epoch: read.epoch,
      sequence: view.sequence(instrument.bookIndex),
      updates: read.updates,
      exchangeTimeMs: read.exchangeTimeMs,
      receivedTimeUs: read.receivedTimeUs,
      ageMs: Math.max(0, (view.nowUs() - read.receivedTimeUs) / 1000),
    },
    live: read.epoch === epoch && (epoch & 1) === 1,
    trusted,
    polled,
    tick: priceText(read.step as PriceTicks),
    bestBid: bid === undefined ? null : priceText(bid),
    bestBidTicks: bid ?? null,
    bestAsk: ask === undefined ? null : priceText(ask),
    bestAskTicks: ask ?? null,
    // Half a tick has five decimals: exact in text, and no binary fraction is near.
    mid: both ? ((bid + ask) / 20_000).toFixed(5) : null,
    spread: both ? ((ask - bid) / 10_000).toFixed(4) : null,
    bids: bids.map(toLevel),
    asks: asks.map(toLevel),
  };
}

function mirror(level: BookView["bids"][number]): BookView["bids"][number] {
  return { price: mirrorPrice(level.price), size: level.size };
}
