import { expect, test } from "bun:test";
import type { VenueError } from "@augury/model";
import type { StreamMessage, StreamSink } from "@augury/net";
import { Fault } from "@augury/sim-kit";
import { ownFills, type UserOrder, type UserTrade, WS_GROUP } from "@augury/venue-polymarket";
import type { FakePolymarket } from "@augury/venue-polymarket/sim";
import { CONDITIONS, NOW_MS, Scene, TOKENS } from "./scene.ts";

const [TOKEN] = TOKENS[0];

/** Keeps what a stream tells. */
class Listener implements StreamSink {
  readonly messages: StreamMessage[] = [];
  readonly statuses: string[] = [];
  readonly endings: (VenueError | undefined)[] = [];
  message(message: StreamMessage): void {
    this.messages.push(message);
  }
  status(text: string): void {
    this.statuses.push(text);
  }
  ended(error: VenueError | undefined): void {
    this.endings.push(error);
  }
}

interface Opened {
  readonly scene: Scene;
  readonly venue: FakePolymarket;
  readonly listener: Listener;
  close(): Promise<void>;
}

/** Opens one of our streams on the venue that our client asks. */
function openStream(name: string, params: object, key: Partial<Record<"secret", string>> = {}): Opened {
  const scene = Scene.open();
  const { venue } = scene.ourTwin;
  const known = venue.world.accounts.findKey(scene.apiKey);
  if (!known) throw new Error("the key is known");
  const { apiKey, secret, passphrase } = known;
  const listener = new Listener();
  const group = WS_GROUP.open({
    streamUrl: venue.socketUrlOf("/ws"),
    streamAuth: { apiKey, secret, passphrase, ...key },
    random: () => 0,
  });
  const stream = group.stream(name, params, listener);
  if (!stream.ok) throw stream.error;
  const close = async () => {
    await stream.value.close();
    await scene.close();
  };
  return { scene, venue, listener, close };
}

/** Waits for a condition; the test run's own limit ends a wait in vain. */
async function until(venue: FakePolymarket, condition: () => boolean): Promise<void> {
  while (!condition()) {
    venue.flush();
    await Bun.sleep(5);
  }
}

test("user stream: behavior: our orders and trades arrive under our names, again after a lost connection", async () => {
  const { scene, venue, listener, close } = openStream("user", { markets: [CONDITIONS[0]] });
  await until(venue, () => venue.world.desk.listeners.size === 1);
  const resting = scene.place({ price: 0.4, size: 100 });
  const taking = scene.place({ price: 0.53, size: 60 });
  await until(venue, () => listener.messages.some(({ value }) => (value as UserTrade).status === "CONFIRMED"));
  const values = listener.messages.map(({ value }) => value as UserOrder | UserTrade);
  const orders = values.filter((value) => value.kind === "order");
  expect(orders[0]).toMatchObject({
    orderId: resting,
    change: "placement",
    status: "LIVE",
    price: "0.4",
    exchangeTimeMs: NOW_MS,
  });
  const trades = values.filter((value) => value.kind === "trade");
  expect(new Set(trades.map(({ status }) => status))).toEqual(new Set(["MATCHED", "MINED", "CONFIRMED"]));
  const [first] = trades;
  expect(first && ownFills(first, scene.apiKey)).toMatchObject([{ orderId: taking, tokenId: TOKEN, side: "buy" }]);
  venue.chaos(Fault.parse({ fault: "disconnect", args: { code: 1012 } }));
  await until(venue, () => venue.stats().connectionsAccepted === 2 && venue.world.desk.listeners.size === 1);
  scene.place({ price: 0.41, size: 10 });
  await until(venue, () => listener.messages.some(({ value }) => (value as UserOrder).price === "0.41"));
  await close();
  expect(listener.endings).toEqual([undefined]);
});

test("user stream: error: a wrong secret ends it for good, and stands in nothing that it says", async () => {
  const { venue, listener, close } = openStream("user", {}, { secret: "Y2FuYXJ5" });
  await until(venue, () => listener.endings.length === 1);
  expect(listener.endings[0]).toMatchObject({ code: "auth", retry: "never" });
  expect(JSON.stringify([listener.statuses, listener.endings[0]?.message, listener.endings[0]?.hint])).not.toContain(
    "Y2FuYXJ5",
  );
  expect(venue.stats().connectionsAccepted).toBe(1);
  await close();
});

test("market stream: behavior: the snapshot first, then changes and trades of the tokens asked for", async () => {
  const { scene, venue, listener, close } = openStream("market", { token_ids: [TOKEN, TOKENS[0][1]] });
  await until(venue, () => listener.messages.length >= 2);
  expect(listener.messages.map(({ topic }) => topic)).toEqual(["book", "book"]);
  scene.place({ price: 0.4, size: 100 });
  scene.place({ token: TOKENS[2][0], price: 0.4, size: 100 });
  await until(venue, () => listener.messages.some(({ topic }) => topic === "price_change"));
  scene.place({ price: 0.53, size: 60 });
  await until(venue, () => listener.messages.some(({ topic }) => topic === "last_trade_price"));
  const markets = new Set(listener.messages.map(({ value }) => (value as { market: string }).market));
  expect([...markets]).toEqual([CONDITIONS[0]]);
  await close();
});
