import { afterAll, describe, expect, test } from "bun:test";
import { parseE18 } from "@augury/model";
import { POLYMARKET_GROUPS } from "@augury/venue-polymarket";
import { FakePolymarket } from "@augury/venue-polymarket/sim";
import { createPublicClient, forkEnvironmentConfig, type PublicClient } from "@polymarket/client";
import { compareFields } from "../compare-fields.ts";

/** The simulated games are played by the clock: without moments of our own the hour of the run would decide what is compared. */
const DURING_GAMES_MS = 1_789_999_426_000;
const AFTER_GAMES_MS = DURING_GAMES_MS + 290_000;
const startedMs = performance.now();
const venueAt = (momentMs: number) =>
  FakePolymarket.start({ port: 0, seed: 5, nowMs: () => Math.floor(momentMs + performance.now() - startedMs) });
const venue = venueAt(DURING_GAMES_MS);
const lateVenue = venueAt(AFTER_GAMES_MS);
afterAll(() => Promise.all([venue.stop(), lateVenue.stop()]));

const PATHS = { rtds: "/rtds", sports: "/sports" } as const;
const clientOf = (of: FakePolymarket) =>
  createPublicClient({
    environment: forkEnvironmentConfig({
      name: "sim",
      rtds: { ws: of.socketUrlOf(PATHS.rtds) },
      sports: { ws: of.socketUrlOf(PATHS.sports) },
    }),
  });

type PublicSubscriptionSpec = Parameters<PublicClient["subscribe"]>[0][number];
type Fields = Readonly<Record<string, unknown>>;
interface Told {
  readonly type: string;
  readonly payload: Fields;
}

interface Case {
  readonly spec: PublicSubscriptionSpec;
  readonly group: keyof typeof PATHS;
  readonly stream: string;
  readonly params: object;
  /** Our message in the words of the official client's event; undefined for what that client passes over. */
  readonly toOfficial: (value: Fields) => Told | undefined;
}

/** Prices as integers × 1e18: the official client prints them in its own way. */
const toPrice = ({ type, payload }: Fields): Told | undefined => {
  const { symbol, timestamp, value } = payload as Fields;
  return type === "update" ? { type, payload: { symbol, timestamp, value: parseE18(String(value)) } } : undefined;
};

const SAID_ELSEWHERE = "the market channel's own conformance";
const NOT_OURS = "perpetuals are another product, which we do not trade";

/** Every topic of the official client's public subscriptions: a new one fails the type check until it has a case or a reason. */
const TOPICS: Readonly<Record<PublicSubscriptionSpec["topic"], Case | string>> = {
  "prices.crypto.binance": {
    spec: { topic: "prices.crypto.binance", symbols: ["btcusdt"] },
    group: "rtds",
    stream: "crypto-prices",
    params: { symbols: "btcusdt" },
    toOfficial: toPrice,
  },
  "prices.crypto.chainlink": {
    spec: { topic: "prices.crypto.chainlink", symbols: ["eth/usd"] },
    group: "rtds",
    stream: "chainlink-prices",
    params: { symbol: "eth/usd" },
    toOfficial: toPrice,
  },
  "prices.equity.pyth": {
    spec: { topic: "prices.equity.pyth", symbol: "aapl" },
    group: "rtds",
    stream: "equity-prices",
    params: { symbol: "aapl" },
    toOfficial: toPrice,
  },
  comments: {
    // With a parent the official client compares a number with a text, and lets nothing through.
    spec: { topic: "comments" },
    group: "rtds",
    stream: "comments",
    params: { type: "comment_created" },
    toOfficial: ({ type, payload }) => {
      const { profile, ...comment } = payload as Fields;
      const { proxyWallet, ...rest } = profile as Fields;
      return { type: String(type), payload: { ...comment, profile: { ...rest, wallet: proxyWallet } } };
    },
  },
  sports: {
    spec: { topic: "sports" },
    group: "sports",
    stream: "games",
    params: {},
    toOfficial: ({ finished_timestamp: finishedAt, ...game }) => ({
      type: "sport_result",
      payload: { ...game, ...(finishedAt !== undefined && { finishedAt }) },
    }),
  },
  market: SAID_ELSEWHERE,
  "perps.trades": NOT_OURS,
  "perps.bbo": NOT_OURS,
  "perps.book": NOT_OURS,
  "perps.candles": NOT_OURS,
  "perps.tickers": NOT_OURS,
  "perps.statistics": NOT_OURS,
};

const CASES = Object.entries(TOPICS).flatMap(([topic, one]) => {
  if (typeof one === "string") return [];
  const during = { topic, told: "at any time", of: venue, ...one };
  return one.group === "sports" ? [during, { ...during, told: "after the games", of: lateVenue }] : [during];
});
const MESSAGES_MIN = 3;

/** What makes a message the same one on another connection. */
function keyOf({ type, payload }: Told): string {
  const { id, gameId, period, elapsed, symbol, timestamp } = payload;
  return JSON.stringify([type, id ?? gameId ?? symbol, timestamp ?? elapsed, period]);
}

/** The official client's event with its price as an integer too. */
function readOfficial({ type, payload }: Told): Told {
  if (payload.value === undefined) return { type, payload };
  const { symbol, timestamp, value } = payload;
  return { type, payload: { symbol, timestamp, value: parseE18(String(value)) } };
}

describe.concurrent("conformance: the unified client and ours are told the same", () => {
  test.each(CASES)("$topic, $told", async ({ of, spec, group, stream, params, toOfficial }) => {
    const ours = new Map<string, Told>();
    const opened = POLYMARKET_GROUPS.find(({ name }) => name === group)
      ?.open({ streamUrl: of.socketUrlOf(PATHS[group]) })
      .stream(stream, params, {
        message: ({ value }) => {
          const told = toOfficial(value as Fields);
          if (told) ours.set(keyOf(told), told);
        },
        status: () => {},
        ended: () => {},
      });
    if (!opened?.ok) throw opened?.error ?? new Error("there is such a group");
    const handle = await clientOf(of).subscribe([spec]);
    const official: Told[] = [];
    for await (const event of handle as AsyncIterable<Told>) {
      official.push(readOfficial(event));
      if (official.filter((told) => ours.has(keyOf(told))).length >= MESSAGES_MIN) break;
    }
    await handle.close();
    await opened.value.close();
    const pairs = official.flatMap((told) => (ours.has(keyOf(told)) ? [[told, ours.get(keyOf(told))]] : []));
    expect(pairs.length).toBeGreaterThanOrEqual(MESSAGES_MIN);
    expect(pairs.flatMap(([one, other]) => compareFields(one, other))).toEqual([]);
  });
});
