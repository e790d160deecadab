import { PRICE_TICKS_PER_DOLLAR, type PriceTicks, priceTicks } from "@augury/core";
import { CONNECTION_STATES, type Instrument, VenueName } from "@augury/model";
import { TRUST_REASONS } from "@augury/wire";
import { z } from "zod";
import { Price, priceText, TimeUs } from "../decimals.ts";
import type { EngineView } from "../engine-view.ts";
import { instrumentName } from "../instrument-ref.ts";
import { Limit, Offset } from "../paging.ts";
import { answer, type Route, route } from "../route.ts";

const Venue = z.strictObject({
  venue: VenueName,
  connected: z.boolean(),
  missing: z.string().optional().describe("Why the venue takes no part in this run: its metadata could not be had."),
  polled: z.boolean().describe("Books come from polling, with lower trust: there is no key for the stream."),
  polling: z
    .strictObject({
      cycleMs: z.number().describe("Time in which every book is read once."),
      staleMs: z.number().describe("A book not read for so long loses its epoch."),
      orders: z.enum(["refused", "paper"]).describe("Whether the risk gate lets orders on these books through."),
    })
    .nullable()
    .describe("The pace of polling; null: the venue is streamed."),
  books: z.int(),
  booksTrusted: z.int(),
  lastFrameAgeMs: z.number().nullable().describe("null: nothing received yet."),
  connections: z.array(
    z.strictObject({
      connection: z.int(),
      state: z.enum(CONNECTION_STATES),
      attempt: z.int(),
      sinceUs: TimeUs,
    }),
  ),
  counters: z.record(z.string(), z.number()),
});

const InstrumentAnswer = z.strictObject({
  index: z.int(),
  name: z.string().describe("venue:id:outcome, the same in every run."),
  venue: VenueName,
  venueId: z.string(),
  marketId: z.string(),
  outcome: z.enum(["yes", "no"]),
  outcomeName: z.string(),
  title: z.string(),
  groupId: z.string(),
  negRisk: z.boolean(),
  mirrorIndex: z.int().nullable(),
  bookIndex: z.int().describe("The instrument whose book this one reads."),
  priceRanges: z.array(z.strictObject({ start: Price.text, end: Price.text, step: Price.text })),
  epoch: z.int().describe("Odd: live."),
  live: z.boolean(),
  trusted: z.boolean(),
  trustReason: z.enum(TRUST_REASONS),
  polled: z.boolean().describe("The book comes from polling: between two polls anything may have happened."),
});

export const marketRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/venues",
    tag: "market data",
    summary: "The venues, their connections and counters",
    answer: z.strictObject({ venues: z.array(Venue) }),
    handle: (_, { view }) => answer({ venues: view.venues().map((venue) => toVenue(venue, view.nowUs())) }),
  }),
  route({
    method: "GET",
    path: "/instruments",
    tag: "market data",
    summary: "The instruments of this run",
    query: z.strictObject({
      limit: Limit,
      offset: Offset,
      venue: VenueName.optional(),
      group: z.string().max(128).optional().describe("Only of this mutually exclusive set."),
      trusted: z.enum(["true", "false"]).optional(),
      search: z
        .string()
        .min(1)
        .max(128)
        .optional()
        .describe("Part of title, outcome, venue id or market id; case does not count."),
    }),
    answer: z.strictObject({ total: z.int(), instruments: z.array(InstrumentAnswer) }),
    handle: ({ query }, { view, options }) => {
      const found = view
        .instruments()
        .list.filter(({ venue }) => query.venue === undefined || venue === query.venue)
        .filter(({ groupId }) => query.group === undefined || groupId === query.group)
        .filter(({ index }) => query.trusted === undefined || String(view.trust(index).trusted) === query.trusted)
        .filter((instrument) => query.search === undefined || matches(instrument, query.search));
      const page = found.slice(query.offset, query.offset + Math.min(query.limit, options.rowsMax));
      return answer({ total: found.length, instruments: page.map((instrument) => toInstrument(instrument, view)) });
    },
  }),
];

function toVenue({ lastFrameUs, polling, ...venue }: ReturnType<EngineView["venues"]>[number], nowUs: number) {
  const lastFrameAgeMs = lastFrameUs === undefined ? null : Math.max(0, (nowUs - lastFrameUs) / 1000);
  return { ...venue, polling: polling ?? null, connections: [...venue.connections], lastFrameAgeMs };
}

function toInstrument(instrument: Instrument, view: EngineView): z.input<typeof InstrumentAnswer> {
  const { epoch, trusted, reason, polled } = view.trust(instrument.index);
  return {
    index: instrument.index,
    name: instrumentName(instrument),
    venue: instrument.venue,
    venueId: instrument.venueId,
    marketId: instrument.marketId,
    outcome: instrument.outcome,
    outcomeName: instrument.outcomeName,
    title: instrument.title,
    groupId: instrument.groupId,
    negRisk: instrument.negRisk,
    mirrorIndex: instrument.mirrorIndex ?? null,
    bookIndex: instrument.bookIndex,
    priceRanges: instrument.ticks.map(({ start, end, step }) => ({
      start: ticksText(start),
      end: ticksText(end),
      step: ticksText(step),
    })),
    epoch,
    live: (epoch & 1) === 1,
    trusted,
    trustReason: reason,
    polled,
  };
}

function ticksText(ticks: number): string {
  return priceText(ticks > PRICE_TICKS_PER_DOLLAR ? (PRICE_TICKS_PER_DOLLAR as PriceTicks) : priceTicks(ticks));
}

function matches({ title, outcomeName, venueId, marketId }: Instrument, search: string): boolean {
  const part = search.toLowerCase();
  return [title, outcomeName, venueId, marketId].some((text) => text.toLowerCase().includes(part));
}
