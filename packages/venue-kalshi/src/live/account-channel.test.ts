import { expect, test } from "bun:test";
import { ok } from "@augury/core";
import { FakeNetwork, SimScheduler } from "@augury/net/sim";
import { accountChannel } from "./account-channel.ts";

const CHANNELS = ["fill", "user_orders", "market_positions", "order_group_updates", "market_lifecycle_v2"];

/** The account's channels over a fake network, and what is heard of them. */
async function open() {
  const network = new FakeNetwork();
  const scheduler = new SimScheduler();
  const heard: string[] = [];
  const seams = { mintHeaders: async () => ok({}), scheduler, openSocket: network.openSocket, random: () => 0.5 };
  const stream = accountChannel(seams)({
    stream: (isUp) => heard.push(isUp ? "up" : "down"),
    order: ({ orderId, state }) => heard.push(`order ${orderId} ${state}`),
    fill: ({ size, tradeId }) => heard.push(`fill ${tradeId} ${size}`),
    position: ({ size }) => heard.push(`position ${size}`),
    group: ({ event_type }) => heard.push(`group ${event_type}`),
    groupGap: () => heard.push("group gap"),
    market: ({ event_type }) => heard.push(`market ${event_type}`),
    unreadable: (_, orderId) => heard.push(`unreadable ${orderId}`),
    ended: (error) => heard.push(`ended ${error?.code}`),
  });
  await scheduler.advance(0);
  network.last.open();
  const say = (frame: object) => network.last.text(JSON.stringify(frame));
  const confirm = (from: number, to: number) => {
    for (let id = from; id <= to; id++) say({ type: "subscribed", id, msg: { channel: CHANNELS[id - 1], sid: id } });
  };
  const close = async () => {
    const closed = stream.close();
    await scheduler.advance(2_000);
    await closed;
  };
  return { network, scheduler, heard, say, confirm, close };
}

test("accountChannel: default: up when the account's four channels are, and down with the connection", async () => {
  const { close, confirm, heard, network, scheduler } = await open();
  expect(network.last.sent.map((text) => JSON.parse(text).params.channels[0])).toEqual(CHANNELS);
  confirm(1, 3);
  expect(heard).toEqual([]);
  confirm(4, 5);
  expect(heard).toEqual(["up"]);
  network.last.end(1006);
  expect(heard).toEqual(["up", "down"]);
  await scheduler.advance(5_000);
  network.last.open();
  confirm(1, 5);
  expect(heard).toEqual(["up", "down", "up"]);
  await close();
});

test("accountChannel: behavior: a channel that the venue ends takes the stream down until it is there again", async () => {
  const { close, confirm, heard, say, scheduler } = await open();
  confirm(1, 5);
  say({ type: "error", sid: 2, msg: { code: 25, msg: "buffer overflow" } });
  expect(heard).toEqual(["up", "down"]);
  await scheduler.advance(5_000);
  say({ type: "subscribed", id: 6, msg: { channel: "user_orders", sid: 9 } });
  expect(heard).toEqual(["up", "down", "up"]);
  say({ type: "error", sid: 5, msg: { code: 25, msg: "buffer overflow" } });
  expect(heard).toHaveLength(3);
  await close();
});

test("accountChannel: behavior: what each channel tells; lost numbers of the groups, and a status that the venue does not know", async () => {
  const { close, confirm, heard, say } = await open();
  confirm(1, 5);
  const order = {
    order_id: "o",
    ticker: "KXA",
    outcome_side: "yes",
    book_side: "bid",
    yes_price_dollars: "0.4100",
    initial_count_fp: "5.00",
    fill_count_fp: "0.00",
    remaining_count_fp: "5.00",
    taker_fill_cost_dollars: "0.00",
    maker_fill_cost_dollars: "0.00",
    taker_fees_dollars: "0.00",
    maker_fees_dollars: "0.00",
  };
  say({ type: "user_order", sid: 2, msg: { ...order, status: "resting" } });
  say({ type: "user_order", sid: 2, msg: { ...order, status: "unknown" } });
  const fill = {
    trade_id: "t",
    order_id: "o",
    market_ticker: "KXA",
    is_taker: false,
    outcome_side: "yes",
    book_side: "bid",
  };
  const numbers = { yes_price_dollars: "0.4100", count_fp: "1.25", fee_cost: "0.00", post_position_fp: "1.25" };
  say({ type: "fill", sid: 1, msg: { ...fill, ...numbers } });
  say({ type: "fill", sid: 1, msg: { ...fill, ...numbers, fee_cost: "0.01234567" } });
  say({
    type: "market_position",
    sid: 3,
    msg: {
      market_ticker: "KXA",
      position_fp: "-1.00",
      position_cost_dollars: "0.00",
      realized_pnl_dollars: "0.00",
      fees_paid_dollars: "0.00",
    },
  });
  say({ type: "order_group_updates", sid: 4, seq: 1, msg: { event_type: "created", order_group_id: "g" } });
  say({ type: "order_group_updates", sid: 4, seq: 3, msg: { event_type: "reset", order_group_id: "g" } });
  say({ type: "market_lifecycle_v2", sid: 5, seq: 1, msg: { market_ticker: "KXA", event_type: "settled" } });
  expect(heard.slice(1)).toEqual([
    "order o accepted",
    "unreadable o",
    "fill t 1250000",
    "position -1000000",
    "group created",
    "group gap",
    "group reset",
    "market settled",
  ]);
  await close();
});

test("accountChannel: error: a key that is refused ends it", async () => {
  const { close, confirm, heard, say } = await open();
  confirm(1, 4);
  say({ type: "error", id: 5, msg: { code: 9, msg: "authentication required" } });
  expect(heard).toEqual(["up", "down", "ended auth"]);
  await close();
});
