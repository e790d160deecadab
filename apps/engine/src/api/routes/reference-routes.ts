import { CONNECTION_STATES, formatReferenceValue, ReferenceFeed } from "@augury/model";
import { z } from "zod";
import { TimeUs } from "../decimals.ts";
import { answer, type Route, route } from "../route.ts";
import type { ReferenceFeedView, ReferencePriceView } from "../view/venue-views.ts";

const PriceAnswer = z.strictObject({
  number: z.int().describe("Its number in slots and journals."),
  name: z.string().describe('"crypto:btcusd", "twap60:btcusd".'),
  feed: ReferenceFeed,
  symbol: z.string(),
  windowSeconds: z.int().optional().describe("What an average covers."),
  price: z.string().nullable().describe("Exact decimal text; null: nothing received yet."),
  timeMs: z.number().nullable().describe("The source's own second."),
  ageMs: z.number().nullable().describe("Since it was received."),
  stale: z.boolean().describe("Older than reference.staleMs, or never received."),
  carried: z.boolean().describe("The source repeats its last price: its exchange is closed."),
});

const ReferenceAnswer = z.strictObject({
  configured: z.boolean(),
  source: z.enum(["polybolt", "rtds"]).nullable(),
  connected: z.boolean(),
  refused: z.boolean().describe("Refused for good: check reference.credentials, then start anew."),
  lastFrameAgeMs: z.number().nullable(),
  prices: z.array(PriceAnswer),
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
type ReferenceAnswer = z.input<typeof ReferenceAnswer>;

const NONE: ReferenceAnswer = {
  configured: false,
  source: null,
  connected: false,
  refused: false,
  lastFrameAgeMs: null,
  prices: [],
  connections: [],
  counters: {},
};

export const referenceRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/reference",
    tag: "market data",
    summary: "Prices from outside: crypto, averages, stocks",
    description: "The newest of each, as decision consumed it. None where the section reference is not configured.",
    answer: ReferenceAnswer,
    handle: (_, { view }) => {
      const feed = view.reference();
      return answer(feed ? toAnswer(feed, view.nowUs()) : NONE);
    },
  }),
];

function toAnswer({ lastFrameUs, staleMs, prices, ...feed }: ReferenceFeedView, nowUs: number): ReferenceAnswer {
  return {
    ...feed,
    configured: true,
    lastFrameAgeMs: lastFrameUs === undefined ? null : ageMs(lastFrameUs, nowUs),
    connections: [...feed.connections],
    prices: prices.map((one) => toPrice(one, staleMs, nowUs)),
  };
}

function toPrice({ price, ...about }: ReferencePriceView, staleMs: number, nowUs: number) {
  if (!price) return { ...about, price: null, timeMs: null, ageMs: null, stale: true, carried: false };
  const age = ageMs(price.receivedTimeUs, nowUs);
  return {
    ...about,
    price: formatReferenceValue(price),
    timeMs: price.exchangeTimeMs,
    ageMs: age,
    stale: age > staleMs,
    carried: price.isCarried,
  };
}

function ageMs(timeUs: number, nowUs: number): number {
  return Math.max(0, (nowUs - timeUs) / 1000);
}
