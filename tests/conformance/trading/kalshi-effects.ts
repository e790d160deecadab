import { expect } from "bun:test";
import { FLOOR_TICKERS } from "./kalshi-floor.ts";
import { type KalshiEffectCase, refusalOf } from "./kalshi-scene.ts";

const [TICKER, OTHER] = FLOOR_TICKERS;
const OPENING = 10_000;
/** 0.07 × C × P × (1 − P) taking, a quarter of it making, up to the next hundredth of a cent (kalshi.md section 11). */
const feeOf = (count: number, price: number, k = 0.07) => Math.ceil(k * count * price * (1 - price) * 1e4 - 1e-9) / 1e4;
const MAKER = 0.0175;

/** What each method of the official client's OrdersApi and OrderGroupsApi does to the venue's books. */
export const ORDER_EFFECTS: Readonly<Record<string, KalshiEffectCase>> = {
  "OrdersApi.createOrderV2": async (scene) => {
    const { ann, bob } = scene;
    const rests = await scene.place(ann);
    expect([scene.orderOf(ann, rests.order_id).status, scene.level("bid", 4000)]).toEqual(["resting", 10]);
    const takes = await scene.place(bob, { side: "ask", count: "4.00", time_in_force: "immediate_or_cancel" });
    expect([takes.fill_count, takes.average_fill_price]).toEqual(["4.00", "0.4000"]);
    expect([scene.held(ann), scene.held(bob), scene.level("bid", 4000)]).toEqual([4, -4, 6]);
    expect(scene.dollars(ann)).toBeCloseTo(OPENING - 1.6 - feeOf(4, 0.4, MAKER), 6);
    expect(scene.dollars(bob)).toBeCloseTo(OPENING - 2.4 - feeOf(4, 0.4), 6);
    const killed = await scene.place(bob, { side: "ask", count: "7.00", time_in_force: "fill_or_kill" });
    expect([scene.orderOf(bob, killed.order_id).status, scene.held(bob)]).toEqual(["canceled", -4]);
    const postOnly = await scene.place(bob, { side: "ask", post_only: true });
    expect(scene.orderOf(bob, postOnly.order_id)).toMatchObject({ status: "canceled", reason: "PostOnlyCrossCancel" });
    const reduces = { reduce_only: true, time_in_force: "immediate_or_cancel", count: "9.00" } as const;
    const reduced = await scene.place(ann, { ...reduces, side: "ask", price: "0.3000" });
    expect([reduced.fill_count, scene.held(ann)]).toEqual(["0.00", 4]);
    expect(await refusalOf(scene.place(ann, { price: "0.405" }))).toBe("400 INVALID_PRICE");
    const again = scene.wish();
    await ann.apis.OrdersApi.createOrderV2(again);
    expect(await refusalOf(ann.apis.OrdersApi.createOrderV2(again))).toBe("409 order_already_exists");
    const ends = await scene.place(ann, {
      price: "0.3000",
      expiration_time: Math.floor(scene.floor.nowMs / 1000) + 60,
    });
    scene.floor.aheadMs += 61_000;
    scene.floor.venue.venue.advance(scene.floor.nowMs);
    expect(scene.orderOf(ann, ends.order_id)).toMatchObject({ status: "canceled", reason: "ExpiryCancel" });
  },
  "OrdersApi.batchCreateOrdersV2": async (scene) => {
    const { ann } = scene;
    const orders = [scene.wish(), scene.wish({ ticker: OTHER }), scene.wish({ price: "0.405" })];
    const { data } = await ann.apis.OrdersApi.batchCreateOrdersV2({ orders });
    expect(data.orders.map((one) => one.error?.code)).toEqual([undefined, undefined, "INVALID_PRICE"]);
    expect([scene.level("bid", 4000), scene.market(1).bids.sizeAt(4000), ann.account.resting().length]).toEqual([
      10, 10e6, 2,
    ]);
  },
  "OrdersApi.amendOrderV2": async (scene) => {
    const { ann, bob } = scene;
    const { order_id } = await scene.place(ann);
    await scene.place(bob, { side: "ask", count: "2.00" });
    const change = {
      ticker: TICKER,
      side: "bid",
      price: "0.4100",
      count: "15.00",
      updated_client_order_id: "amended",
    } as const;
    const { data } = await ann.apis.OrdersApi.amendOrderV2(order_id, change);
    expect([data.remaining_count, data.fill_count]).toEqual(["13.00", "2.00"]);
    expect(scene.orderOf(ann, data.order_id)).toMatchObject({
      price: 4100,
      filled: 2,
      remaining: 13,
      clientOrderId: "amended",
    });
    expect([scene.level("bid", 4000), scene.level("bid", 4100)]).toEqual([0, 13]);
    const dear = { ...change, count: "90000.00", updated_client_order_id: "dear" };
    expect(await refusalOf(ann.apis.OrdersApi.amendOrderV2(data.order_id, dear))).toBe("400 insufficient_balance");
  },
  "OrdersApi.decreaseOrderV2": async (scene) => {
    const { ann, bob } = scene;
    const first = (await scene.place(ann)).order_id;
    const second = (await scene.place(bob)).order_id;
    await ann.apis.OrdersApi.decreaseOrderV2(first, { reduce_by: "4.00", market_ticker: TICKER });
    expect([scene.orderOf(ann, first).remaining, scene.level("bid", 4000)]).toEqual([6, 16]);
    const { data } = await bob.apis.OrdersApi.getOrderQueuePosition(second);
    expect(data.queue_position_fp).toBe("6.00");
    await ann.apis.OrdersApi.decreaseOrderV2(first, { reduce_to: "0.00", market_ticker: TICKER });
    expect(scene.orderOf(ann, first).status).toBe("canceled");
  },
  "OrdersApi.cancelOrderV2": async (scene) => {
    const { ann, bob } = scene;
    const { order_id } = await scene.place(ann);
    expect(await refusalOf(bob.apis.OrdersApi.cancelOrderV2(order_id))).toBe("404 not_found");
    const { data } = await ann.apis.OrdersApi.cancelOrderV2(order_id);
    expect([data.reduced_by, scene.orderOf(ann, order_id).status, scene.level("bid", 4000)]).toEqual([
      "10.00",
      "canceled",
      0,
    ]);
  },
  "OrdersApi.batchCancelOrdersV2": async (scene) => {
    const { ann } = scene;
    const ids = [(await scene.place(ann)).order_id, (await scene.place(ann)).order_id, "unknown"];
    const stays = (await scene.place(ann)).order_id;
    const { data } = await ann.apis.OrdersApi.batchCancelOrdersV2({ orders: ids.map((order_id) => ({ order_id })) });
    expect(data.orders.map(({ reduced_by }) => reduced_by)).toEqual(["10.00", "10.00", "0.00"]);
    expect([...ids.slice(0, 2), stays].map((id) => scene.orderOf(ann, id).status)).toEqual([
      "canceled",
      "canceled",
      "resting",
    ]);
  },
  "OrdersApi.cancelAllOrders": async (scene) => {
    const { ann, bob } = scene;
    const ids = [(await scene.place(ann)).order_id, (await scene.place(ann, { ticker: OTHER })).order_id];
    await scene.place(bob);
    await ann.apis.OrdersApi.cancelAllOrders();
    expect(ids.map((id) => scene.orderOf(ann, id).status)).toEqual(["canceled", "canceled"]);
    expect([scene.level("bid", 4000), bob.account.resting().length]).toEqual([10, 1]);
  },
  "OrdersApi.getOrder": async (scene) => {
    const { ann, bob } = scene;
    const { order_id } = await scene.place(ann);
    await scene.place(bob, { side: "ask", count: "2.50" });
    const { data } = await ann.apis.OrdersApi.getOrder(order_id);
    expect(data.order).toMatchObject({ status: "resting", fill_count_fp: "2.50", remaining_count_fp: "7.50" });
    expect(scene.orderOf(ann, order_id)).toMatchObject({ filled: 2.5, remaining: 7.5 });
  },
  "OrdersApi.getOrders": async (scene) => {
    const { ann } = scene;
    const first = (await scene.place(ann)).order_id;
    const second = (await scene.place(ann)).order_id;
    await ann.apis.OrdersApi.cancelOrderV2(first);
    const { data } = await ann.apis.OrdersApi.getOrders(TICKER);
    const seen = data.orders.map(({ order_id, status }) => [order_id, status]);
    expect(seen).toEqual([second, first].map((id) => [id, scene.orderOf(ann, id).status]));
  },
  "OrdersApi.getOrderQueuePosition": async (scene) => {
    const { ann, bob } = scene;
    await scene.place(bob, { count: "3.00" });
    const { order_id } = await scene.place(ann);
    const place = async () => (await ann.apis.OrdersApi.getOrderQueuePosition(order_id)).data.queue_position_fp;
    expect(await place()).toBe("3.00");
    await scene.place(bob, { side: "ask", count: "1.00", self_trade_prevention_type: "maker" });
    expect([await place(), scene.orderOf(ann, order_id).filled]).toEqual(["0.00", 1]);
  },
  "OrdersApi.getOrderQueuePositions": async (scene) => {
    const { ann, bob } = scene;
    await scene.place(bob, { count: "3.00" });
    const ids = [(await scene.place(ann)).order_id, (await scene.place(ann, { ticker: OTHER })).order_id];
    const { data } = await ann.apis.OrdersApi.getOrderQueuePositions(FLOOR_TICKERS.join());
    const seen = data.queue_positions.map(({ order_id, queue_position_fp }) => [order_id, queue_position_fp]);
    expect(seen).toEqual([
      [ids[0] ?? "", "3.00"],
      [ids[1] ?? "", "0.00"],
    ]);
  },
  "OrderGroupsApi.createOrderGroup": async (scene) => {
    const { ann, bob } = scene;
    const { data } = await ann.apis.OrderGroupsApi.createOrderGroup({ contracts_limit: 5 });
    const { order_group_id } = data;
    const ids = [
      (await scene.place(ann, { order_group_id })).order_id,
      (await scene.place(ann, { order_group_id, price: "0.3900" })).order_id,
    ];
    await scene.place(bob, { side: "ask", count: "5.00" });
    expect(ids.map((id) => scene.orderOf(ann, id))).toMatchObject([
      { status: "canceled", filled: 5 },
      { status: "canceled", filled: 0 },
    ]);
    expect(await refusalOf(scene.place(ann, { order_group_id }))).toBe("409 order_group_triggered");
  },
  "OrderGroupsApi.getOrderGroups": async (scene) => {
    const { OrderGroupsApi } = scene.ann.apis;
    const { data } = await OrderGroupsApi.createOrderGroup({ contracts_limit: 5 });
    const groups = (await OrderGroupsApi.getOrderGroups()).data.order_groups ?? [];
    expect(groups).toMatchObject([
      { id: data.order_group_id, contracts_limit_fp: "5.00", is_auto_cancel_enabled: true },
    ]);
    expect([...scene.ann.account.groups.keys()]).toEqual([data.order_group_id]);
  },
  "OrderGroupsApi.getOrderGroup": async (scene) => {
    const { OrderGroupsApi } = scene.ann.apis;
    const { order_group_id } = (await OrderGroupsApi.createOrderGroup({ contracts_limit: 50 })).data;
    const inside = (await scene.place(scene.ann, { order_group_id })).order_id;
    await scene.place(scene.ann);
    expect((await OrderGroupsApi.getOrderGroup(order_group_id)).data.orders).toEqual([inside]);
  },
  "OrderGroupsApi.triggerOrderGroup": async (scene) => {
    const { OrderGroupsApi } = scene.ann.apis;
    const { order_group_id } = (await OrderGroupsApi.createOrderGroup({ contracts_limit: 50 })).data;
    const inside = (await scene.place(scene.ann, { order_group_id })).order_id;
    const outside = (await scene.place(scene.ann)).order_id;
    await OrderGroupsApi.triggerOrderGroup(order_group_id);
    expect([inside, outside].map((id) => scene.orderOf(scene.ann, id).status)).toEqual(["canceled", "resting"]);
    expect(scene.ann.account.groups.get(order_group_id)?.isTriggered).toBe(true);
  },
  "OrderGroupsApi.resetOrderGroup": async (scene) => {
    const { OrderGroupsApi } = scene.ann.apis;
    const { order_group_id } = (await OrderGroupsApi.createOrderGroup({ contracts_limit: 50 })).data;
    await OrderGroupsApi.triggerOrderGroup(order_group_id);
    expect(await refusalOf(scene.place(scene.ann, { order_group_id }))).toBe("409 order_group_triggered");
    await OrderGroupsApi.resetOrderGroup(order_group_id);
    expect(scene.orderOf(scene.ann, (await scene.place(scene.ann, { order_group_id })).order_id).status).toBe(
      "resting",
    );
  },
  "OrderGroupsApi.updateOrderGroupLimit": async (scene) => {
    const { OrderGroupsApi } = scene.ann.apis;
    const { order_group_id } = (await OrderGroupsApi.createOrderGroup({ contracts_limit: 50 })).data;
    const inside = (await scene.place(scene.ann, { order_group_id })).order_id;
    await scene.place(scene.bob, { side: "ask", count: "4.00" });
    expect(scene.orderOf(scene.ann, inside)).toMatchObject({ status: "resting", filled: 4 });
    // What has matched within 15 s is beyond the new limit already.
    await OrderGroupsApi.updateOrderGroupLimit(order_group_id, { contracts_limit: 4 });
    expect(scene.orderOf(scene.ann, inside).status).toBe("canceled");
  },
  "OrderGroupsApi.deleteOrderGroup": async (scene) => {
    const { OrderGroupsApi } = scene.ann.apis;
    const { order_group_id } = (await OrderGroupsApi.createOrderGroup({ contracts_limit: 50 })).data;
    const inside = (await scene.place(scene.ann, { order_group_id })).order_id;
    await OrderGroupsApi.deleteOrderGroup(order_group_id);
    expect([scene.orderOf(scene.ann, inside).status, scene.ann.account.groups.size]).toEqual(["canceled", 0]);
  },
};
