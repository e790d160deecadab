import { expect } from "bun:test";
import { OrderType, Side } from "@polymarket/clob-client-v2";
import { CONDITIONS, TOKENS } from "../polymarket-clob/scene.ts";
import type { EffectCase } from "./polymarket-effect-scene.ts";

const [YES, NO] = TOKENS[0];
const [RACE_YES] = TOKENS[1];
const [V3_YES] = TOKENS[2];
const OPENING = 10_000;
const BID = { tokenID: YES, price: 0.4, size: 10, side: Side.BUY };

/** What each method of the official client that makes, places or cancels orders does to the venue's books. */
export const ORDER_EFFECTS: Readonly<Record<string, EffectCase>> = {
  createOrder: async (scene) => {
    const { client } = scene.ann;
    const order = await client.createOrder(BID);
    expect(scene.floor.world.desk.orders.size).toBe(0);
    const { orderID } = await client.postOrder(order, OrderType.GTC);
    expect(scene.orderOf(orderID)).toMatchObject({ price: 4000, size: 10e6, side: "BUY", status: "LIVE", type: "GTC" });
    const race = await client.postOrder(await client.createOrder({ ...BID, tokenID: RACE_YES }));
    expect(scene.orderOf(race.orderID).market.spec.event.negRisk).toBe(true);
    const expiration = Math.floor(scene.floor.nowMs / 1000) + 400;
    const timed = await client.postOrder(await client.createOrder({ ...BID, expiration }), OrderType.GTD);
    expect(scene.orderOf(timed.orderID)).toMatchObject({ type: "GTD", expiration });
    scene.floor.aheadMs += 341_000;
    scene.floor.settle();
    expect(scene.orderOf(timed.orderID).status).toBe("CANCELED");
  },
  createMarketOrder: async (scene) => {
    await scene.offer(0.5, 30);
    const { client } = scene.ann;
    const wish = { tokenID: YES, amount: 10, side: Side.BUY, orderType: OrderType.FOK } as const;
    const { orderID } = await client.postOrder(await client.createMarketOrder({ ...wish }), OrderType.FOK);
    expect(scene.orderOf(orderID)).toMatchObject({ matched: 20e6, status: "MATCHED", type: "FOK" });
    // 20 × 0.04 × 0.5 × 0.5 comes on top.
    expect(scene.holdings(scene.ann)).toEqual([OPENING - 10 - 0.2, 20]);
    const sale = { tokenID: YES, amount: 20, side: Side.SELL, price: 0.4, orderType: OrderType.FAK } as const;
    await expect(client.postOrder(await client.createMarketOrder({ ...sale }), OrderType.FAK)).rejects.toThrow(
      "no orders found",
    );
  },
  createExchangeV3OrderFromAmounts: async (scene) => {
    const amounts = { makerAmount: "4000000", takerAmount: "10000000" };
    const order = await scene.ann.client.createExchangeV3OrderFromAmounts({
      tokenID: V3_YES,
      side: Side.BUY,
      ...amounts,
    });
    const { orderID } = await scene.ann.client.postOrder(order);
    expect(scene.orderOf(orderID)).toMatchObject({ price: 4000, size: 10e6, status: "LIVE" });
    const other = await scene.ann.client.createExchangeV3OrderFromAmounts({ tokenID: YES, side: Side.BUY, ...amounts });
    await expect(scene.ann.client.postOrder(other)).rejects.toThrow("order_version_mismatch");
    expect(scene.floor.world.desk.orders.size).toBe(1);
  },
  createAndPostOrder: async (scene) => {
    await scene.offer(0.45, 8);
    const taken = await scene.ann.client.createAndPostOrder({ ...BID, price: 0.45 });
    expect(taken).toMatchObject({ status: "matched", makingAmount: "3.6", takingAmount: "8" });
    expect([scene.orderOf(taken.orderID).matched, scene.level("bid", 4500)]).toEqual([8e6, 2]);
    // 8 × 0.04 × 0.45 × 0.55 comes on top.
    expect(scene.holdings(scene.ann)).toEqual([OPENING - 3.6 - 0.0792, 8]);
    expect(scene.holdings(scene.bob, NO)).toEqual([OPENING - 4.4, 8]);
    const postOnly = scene.ann.client.createAndPostOrder(
      { tokenID: NO, price: 0.55, size: 5, side: Side.BUY },
      {},
      OrderType.GTC,
      true,
    );
    await expect(postOnly).rejects.toThrow("order crosses book");
  },
  createAndPostMarketOrder: async (scene) => {
    await scene.offer(0.5, 30);
    const wish = { tokenID: YES, amount: 25, side: Side.BUY, price: 0.5 };
    await expect(scene.ann.client.createAndPostMarketOrder({ ...wish })).rejects.toThrow("fully filled or killed");
    const some = await scene.ann.client.createAndPostMarketOrder({ ...wish }, {}, OrderType.FAK);
    expect([some.status, scene.orderOf(some.orderID).matched]).toEqual(["matched", 30e6]);
    expect(scene.holdings(scene.ann)).toEqual([OPENING - 15 - 0.3, 30]);
    expect(scene.level("ask", 5000)).toBe(0);
  },
  postOrder: async (scene) => {
    const order = await scene.ann.client.createOrder(BID);
    const first = await scene.ann.client.postOrder(order);
    await expect(scene.ann.client.postOrder(order)).rejects.toThrow("Duplicated");
    expect([scene.orderOf(first.orderID).status, scene.level("bid", 4000)]).toEqual(["LIVE", 10]);
  },
  postOrders: async (scene) => {
    const { client } = scene.ann;
    const orders = await Promise.all(
      [BID, { ...BID, price: 0.41 }, { ...BID, size: 1 }].map((wish) => client.createOrder(wish)),
    );
    const legs = await client.postOrders(orders.map((order) => ({ order, orderType: OrderType.GTC })));
    expect(legs.map(({ orderID, errorMsg }) => [orderID !== "", errorMsg.includes("lower than the minimum")])).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
    expect([scene.level("bid", 4000), scene.level("bid", 4100), scene.floor.world.desk.orders.size]).toEqual([
      10, 10, 2,
    ]);
  },
  cancelOrder: async (scene) => {
    const [first, second] = [await scene.bid(0.4), await scene.bid(0.4)];
    expect(await scene.ann.client.cancelOrder({ orderID: first })).toMatchObject({ canceled: [first] });
    expect([scene.orderOf(first).status, scene.orderOf(second).status, scene.level("bid", 4000)]).toEqual([
      "CANCELED",
      "LIVE",
      10,
    ]);
    expect((await scene.bob.client.cancelOrder({ orderID: second })).canceled).toEqual([]);
    expect(scene.orderOf(second).status).toBe("LIVE");
  },
  cancelOrders: async (scene) => {
    const ids = [await scene.bid(0.4), await scene.bid(0.41), await scene.bid(0.42)];
    const answer = await scene.ann.client.cancelOrders(ids.slice(0, 2));
    expect(answer.canceled).toEqual(ids.slice(0, 2));
    expect(ids.map((id) => scene.orderOf(id).status)).toEqual(["CANCELED", "CANCELED", "LIVE"]);
  },
  cancelAll: async (scene) => {
    const ids = [await scene.bid(0.4), await scene.bid(0.41)];
    const theirs = await scene.offer(0.6, 10);
    await scene.ann.client.cancelAll();
    expect(ids.map((id) => scene.orderOf(id).status)).toEqual(["CANCELED", "CANCELED"]);
    expect([scene.orderOf(theirs).status, scene.level("bid", 4000), scene.level("ask", 6000)]).toEqual(["LIVE", 0, 10]);
  },
  cancelMarketOrders: async (scene) => {
    const ours = await scene.bid(0.4);
    const no = (await scene.ann.client.createAndPostOrder({ ...BID, tokenID: NO })).orderID;
    const race = (await scene.ann.client.createAndPostOrder({ ...BID, tokenID: RACE_YES })).orderID;
    const states = () => [ours, no, race].map((id) => scene.orderOf(id).status);
    await scene.ann.client.cancelMarketOrders({ asset_id: NO });
    expect(states()).toEqual(["LIVE", "CANCELED", "LIVE"]);
    await scene.ann.client.cancelMarketOrders({ market: CONDITIONS[0] });
    expect(states()).toEqual(["CANCELED", "CANCELED", "LIVE"]);
  },
};
