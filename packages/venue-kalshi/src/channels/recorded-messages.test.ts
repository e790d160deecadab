import { expect, test } from "bun:test";
import { findUnknownFields } from "@augury/net";
import { fixturePath, hasFixtures } from "@augury/testkit";
import type { z } from "zod";
import { DEMO, DUAL_TICKER, goldWindows, MULTI_MARKET, PRODUCTION, VERBATIM } from "../recorded-files.ts";
import { openRecording } from "../recordings.ts";
import {
  ErrorMessage,
  LifecycleMessage,
  OkMessage,
  OrderbookDeltaMessage,
  OrderbookSnapshotMessage,
  SubscribedMessage,
  TickerMessage,
  TradeMessage,
} from "../schema.ts";
import { channelOf, channelsWith } from "./channel.ts";

const CONTROL: Readonly<Record<string, z.ZodType>> = {
  subscribed: SubscribedMessage,
  ok: OkMessage,
  error: ErrorMessage,
};
/** What the engine reads the same messages with. */
const ENGINE: Readonly<Record<string, z.ZodType>> = {
  orderbook_snapshot: OrderbookSnapshotMessage,
  orderbook_delta: OrderbookDeltaMessage,
  ticker: TickerMessage,
  trade: TradeMessage,
  market_lifecycle_v2: LifecycleMessage,
};
const FILES = [DEMO, MULTI_MARKET, PRODUCTION, VERBATIM, DUAL_TICKER];
const utf8 = new TextDecoder();

/** Reads a recording and returns how many frames of each type fit their schema, and every field that no schema names. */
async function read(names: readonly string[]) {
  const counts: Record<string, number> = {};
  const unknown = new Set<string>();
  const recording = await openRecording(names.map(fixturePath));
  for await (const { bytes } of recording.frames()) {
    const frame = JSON.parse(utf8.decode(bytes)) as { type: string; msg: unknown };
    const control = CONTROL[frame.type];
    const [channel] = channelsWith(frame.type);
    const schema = control ?? (channel && channelOf(channel).messages[frame.type]);
    if (!schema) throw new Error(`no schema reads "${frame.type}"`);
    const subject = control ? frame : frame.msg;
    expect(schema.safeParse(subject).error?.issues).toBeUndefined();
    const engine = ENGINE[frame.type];
    if (engine) expect(engine.safeParse(frame).success).toBe(true);
    if (!control) for (const { path } of findUnknownFields(schema, subject)) unknown.add(path);
    counts[frame.type] = (counts[frame.type] ?? 0) + 1;
  }
  return { counts, unknown: [...unknown].sort() };
}

test.skipIf(!hasFixtures())("messages: default: every recorded frame fits, and the engine agrees", async () => {
  const found = await Promise.all(FILES.map(async (file) => [file, await read([file])] as const));
  const of = Object.fromEntries(found);
  expect(of[DEMO]).toEqual({
    counts: { subscribed: 2, ok: 4, orderbook_snapshot: 5, orderbook_delta: 2885, fill: 2 },
    unknown: [],
  });
  expect(of[MULTI_MARKET]?.counts).toMatchObject({ subscribed: 2, error: 3 });
  expect(of[PRODUCTION]).toEqual({
    counts: { subscribed: 1, ok: 11, orderbook_snapshot: 12, orderbook_delta: 245 },
    unknown: [],
  });
  expect(of[VERBATIM]).toEqual({
    counts: {
      subscribed: 1,
      orderbook_snapshot: 2,
      orderbook_delta: 1,
      ticker: 2,
      ok: 1,
      error: 1,
      market_lifecycle_v2: 3,
    },
    unknown: [],
  });
  // Integer twins of the dual period, and its logical clock.
  expect(of[DUAL_TICKER]).toEqual({
    counts: { ticker: 10 },
    unknown: ["Clock", "open_interest", "price", "volume", "yes_ask", "yes_bid"],
  });
});

test.skipIf(!hasFixtures())("messages: behavior: a market's whole life fits", async () => {
  for (const names of goldWindows().values()) {
    const { counts, unknown } = await read(names);
    expect(Object.keys(counts).sort()).toEqual(["orderbook_delta", "orderbook_snapshot", "trade"]);
    expect(unknown).toEqual([]);
  }
});
