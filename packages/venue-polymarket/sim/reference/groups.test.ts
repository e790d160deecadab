import { afterAll, expect, test } from "bun:test";
import type { StreamMessage } from "@augury/net";
import { POLYBOLT_GROUP } from "../../src/polybolt/polybolt-group.ts";
import { RTDS_GROUP } from "../../src/rtds/rtds-group.ts";
import { SPORTS_GROUP } from "../../src/sports/sports-group.ts";
import { FakePolymarket } from "../fake-polymarket.ts";
import { exchangeOf } from "../session-harness.ts";

const venue = FakePolymarket.start({ port: 0, exchange: exchangeOf(2) });
/** Somebody trades all the time: the activity topic has something to tell. */
const trader = setInterval(() => {
  const timeUs = Date.now() * 1_000;
  venue.exchange.trade(0, { takerSide: "sell", size: 10_000, levelsMax: 1, timeUs, echoDelayUs: 0 });
  venue.exchange.advance(timeUs);
}, 100);
afterAll(async () => {
  clearInterval(trader);
  await venue.stop();
});

const PATHS = { rtds: "/rtds", polybolt: "/polybolt", sports: "/sports" } as const;
const key = venue.world.accounts.createKey(`0x${"e1".repeat(20)}`, "0");
if (!key) throw new Error("the venue makes a key");
const CREDENTIALS = { apiKey: key.apiKey, secret: key.secret, passphrase: key.passphrase };
/** Examples that name what only the real venue has. */
const INSTEAD: Readonly<Record<string, object>> = { polymarket: { tokens: "11" } };

const streams = [RTDS_GROUP, POLYBOLT_GROUP, SPORTS_GROUP].flatMap((group) =>
  group.streams.map((stream) => ({ group, stream, title: `${group.name} ${stream.name}` })),
);

/** Opens a stream as its example says; resolves with its first message, rejects when it ends before. */
function firstMessage({ group, stream }: (typeof streams)[number]): Promise<StreamMessage> {
  const streamUrl = venue.socketUrlOf(PATHS[group.name as keyof typeof PATHS]);
  const { promise, resolve, reject } = Promise.withResolvers<StreamMessage>();
  const opened = group
    .open({ streamUrl, streamAuth: CREDENTIALS })
    .stream(stream.name, INSTEAD[stream.name] ?? stream.example, {
      message: (message) => {
        resolve(message);
        if (opened.ok) void opened.value.close();
      },
      status: () => {},
      ended: (error) => reject(error ?? new Error("ended before a message came")),
    });
  if (!opened.ok) reject(opened.error);
  return promise;
}

test.each(streams)("$title: behavior: its example brings messages that fit", async (one) => {
  expect((await firstMessage(one)).topic).not.toBe("");
});

test("polybolt: error: wrong credentials end the stream and say what to do", async () => {
  const streamUrl = venue.socketUrlOf("/polybolt");
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const group = POLYBOLT_GROUP.open({ streamUrl, streamAuth: { ...CREDENTIALS, apiKey: "wrong" } });
  const sink = { message: () => {}, status: () => {}, ended: resolve };
  expect(group.stream("crypto", { symbols: "btcusd" }, sink).ok).toBe(true);
  expect(await promise).toMatchObject({ code: "auth", retry: "never", venueCode: "auth_invalid" });
});
