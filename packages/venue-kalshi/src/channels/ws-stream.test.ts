import { expect, test } from "bun:test";
import type { StreamMessage } from "@augury/net";
import { FakeNetwork, SimScheduler } from "@augury/net/sim";
import type { KalshiStreamEvent } from "./stream-event.ts";
import type { StreamSubscription } from "./stream-subscription.ts";
import { openKalshiStream } from "./ws-stream.ts";

/** A stream on simulated time over a fake network, and what its owner hears. */
function open(...subscriptions: StreamSubscription[]) {
  const network = new FakeNetwork();
  const scheduler = new SimScheduler();
  const messages: StreamMessage[] = [];
  const statuses: string[] = [];
  const events: KalshiStreamEvent[] = [];
  const stream = openKalshiStream({
    subscriptions,
    sink: {
      message: (message) => messages.push(message),
      status: (text) => statuses.push(text),
      ended: () => {},
    },
    onEvent: (event) => events.push(event),
    openSocket: network.openSocket,
    scheduler,
    random: () => 0.5,
  });
  /** The closing handshake takes simulated time. */
  const close = async () => {
    const closed = stream.close();
    await scheduler.advance(2_000);
    await closed;
  };
  return { network, scheduler, messages, statuses, events, close };
}

const FILLS: StreamSubscription = { channel: "fill", names: [] };
const INDEX: StreamSubscription = { channel: "cfbenchmarks_value", names: ["BRTI"] };

test("openKalshiStream: behavior: an index that falls silent gets a fresh connection", async () => {
  const { network, scheduler, statuses, close } = open(INDEX);
  await scheduler.advance(0);
  network.last.open();
  network.last.text('{"type":"subscribed","id":1,"msg":{"channel":"cfbenchmarks_value","sid":1}}');
  await scheduler.advance(14_000);
  expect(network.sockets).toHaveLength(1);
  await scheduler.advance(4_000);
  expect(network.sockets).toHaveLength(2);
  expect(statuses.some((status) => status.startsWith("stalled"))).toBe(true);
  await close();
});

test("openKalshiStream: behavior: commands that nobody answers end in a fresh connection, which asks anew", async () => {
  const { network, scheduler, events, close } = open(FILLS);
  await scheduler.advance(0);
  network.last.open();
  await scheduler.advance(15_000);
  expect(network.sockets[0]?.sent.map((text) => JSON.parse(text).cmd)).toEqual(["subscribe", "list_subscriptions"]);
  expect(network.sockets.length).toBeGreaterThan(1);
  network.last.open();
  expect(JSON.parse(network.last.sent[0] ?? "{}")).toMatchObject({ id: 1, cmd: "subscribe" });
  network.last.text('{"type":"subscribed","id":1,"msg":{"channel":"fill","sid":1}}');
  expect(events).toEqual([{ kind: "live", channel: "fill", sid: 1 }]);
  await close();
});

test("openKalshiStream: behavior: a gap is a message, an event and a line of status", async () => {
  const { network, scheduler, messages, statuses, events, close } = open({
    channel: "order_group_updates",
    names: [],
  });
  await scheduler.advance(0);
  network.last.open();
  network.last.text('{"type":"subscribed","id":1,"msg":{"channel":"order_group_updates","sid":1}}');
  const msg = { event_type: "reset", order_group_id: "g", ts_ms: 1 };
  network.last.text(JSON.stringify({ type: "order_group_updates", sid: 1, seq: 4, msg }));
  const gap = { kind: "gap", channel: "order_group_updates", sid: 1, missed: 3 } as const;
  expect(messages.map(({ topic, value }) => [topic, value])).toEqual([
    ["gap", gap],
    ["order_group_updates", msg],
  ]);
  expect(events.at(-1)).toEqual(gap);
  expect(statuses.at(-1)).toContain("3 messages of order_group_updates never came");
  await close();
  expect(scheduler.pending).toBe(0);
});
