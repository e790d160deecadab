import { afterAll, beforeAll, expect, test } from "bun:test";
import WebSocket from "ws";
import { FakePolymarket } from "../fake-polymarket.ts";
import { exchangeOf } from "../session-harness.ts";
import { SimTrader, TEST_KEYS } from "../sim-trader.ts";

let venue: FakePolymarket;
let ann: SimTrader;
let nowMs = 1_790_000_000_000;

beforeAll(() => {
  venue = FakePolymarket.start({ port: 0, exchange: exchangeOf(2, { feeRate: 0 }), nowMs: () => nowMs });
  ann = new SimTrader(venue.world, TEST_KEYS[0]);
});
afterAll(() => venue.stop());

interface Client {
  readonly frames: Record<string, unknown>[];
  readonly closed: Promise<number>;
  ended(): void;
}

async function connect(hello: object): Promise<Client> {
  const socket = new WebSocket(venue.socketUrlOf("/ws/user"));
  const frames: Record<string, unknown>[] = [];
  socket.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString()) as Record<string, unknown>));
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  await new Promise<void>((resolve) => socket.on("open", () => resolve()));
  socket.send(JSON.stringify(hello));
  return { frames, closed, ended: () => socket.terminate() };
}

/** Waits for a condition; the test run's own limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    venue.flush();
    await Bun.sleep(5);
  }
}

const auth = () => ({ apiKey: ann.key.apiKey, secret: ann.key.secret, passphrase: ann.key.passphrase });

test("UserSession: behavior: an order's life and its trade's states, only on the markets asked for", async () => {
  const condition = venue.exchange.markets[0]?.spec.conditionId;
  const all = await connect({ type: "user", auth: auth() });
  const one = await connect({ type: "USER", auth: auth(), markets: [condition] });
  await until(() => venue.world.desk.listeners.size === 2);
  ann.post({ token: "21", side: "BUY", price: 0.4, size: 10 });
  ann.post({ token: "11", side: "BUY", price: 0.51, size: 10 });
  nowMs += 150;
  await until(() => all.frames.some(({ status }) => String(status).endsWith("MINED")));
  nowMs += 100;
  await until(() =>
    [all, one].every(({ frames }) => frames.some(({ status }) => String(status).endsWith("CONFIRMED"))),
  );
  const told = ({ frames }: Client) =>
    frames.map(({ type, status }) => `${type} ${String(status).replace("TRADE_STATUS_", "")}`);
  const matched = ["TRADE MATCHED", "UPDATE MATCHED", "TRADE MINED", "TRADE CONFIRMED"];
  expect(told(all)).toEqual(["PLACEMENT LIVE", ...matched]);
  expect(told(one)).toEqual(matched);
  for (const client of [all, one]) client.ended();
});

test.each([
  ["a wrong secret", () => ({ type: "user", auth: { ...auth(), secret: "b3RoZXI=" } })],
  ["an unknown key", () => ({ type: "user", auth: { ...auth(), apiKey: "nobody" } })],
  ["no auth", () => ({ type: "user" })],
])("UserSession: error: %s closes the socket", async (_, hello) => {
  expect(await (await connect(hello())).closed).toBe(1008);
});
