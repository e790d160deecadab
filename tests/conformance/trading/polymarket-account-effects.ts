import { expect } from "bun:test";
import { AssetType, type ClobClient, OrderType, Side } from "@polymarket/clob-client-v2";
import { CONDITIONS, TOKENS } from "../polymarket-clob/scene.ts";
import type { EffectCase, EffectScene } from "./polymarket-effect-scene.ts";

/** What the class keeps private by its types alone. */
interface Internals {
  waitForResolvedTrades(ids: readonly string[]): Promise<{ id: string; transaction_hash?: string }[]>;
  resolveTransactionsHashes(answer: object): Promise<{ transactionsHashes?: string[] }>;
}

function internals({ ann }: EffectScene): Internals {
  return ann.client as unknown as Internals;
}

const [YES, NO] = TOKENS[0];
const OPENING = 10_000;
const BID = { tokenID: YES, price: 0.4, size: 10, side: Side.BUY };

/** What each method of the official client that reads orders, trades and balances, or keeps them, says of the venue's books. */
export const ACCOUNT_EFFECTS: Readonly<Record<string, EffectCase>> = {
  postHeartbeat: async (scene) => {
    const quiet = await scene.offer(0.6, 10);
    const id = await scene.bid(0.4);
    const { heartbeat_id } = await scene.ann.client.postHeartbeat();
    scene.floor.aheadMs += 14_000;
    await scene.ann.client.postHeartbeat(heartbeat_id);
    scene.floor.aheadMs += 14_000;
    scene.floor.settle();
    expect(scene.orderOf(id).status).toBe("LIVE");
    scene.floor.aheadMs += 2_000;
    scene.floor.settle();
    expect([scene.orderOf(id).status, scene.orderOf(quiet).status]).toEqual(["CANCELED", "LIVE"]);
  },
  getOrder: async (scene) => {
    const id = await scene.bid(0.4);
    await scene.bob.client.createAndPostOrder({ tokenID: NO, price: 0.6, size: 5, side: Side.BUY });
    const { matched, size, price } = scene.orderOf(id);
    expect([matched, size, price]).toEqual([5e6, 10e6, 4000]);
    expect(await scene.ann.client.getOrder(id)).toMatchObject({
      status: "LIVE",
      size_matched: "5",
      original_size: "10",
      price: "0.4",
    });
  },
  getOpenOrders: async (scene) => {
    const ids = [await scene.bid(0.4), await scene.bid(0.41)];
    await scene.ann.client.cancelOrder({ orderID: ids[0] ?? "" });
    const open = await scene.ann.client.getOpenOrders();
    expect(open.map(({ id }) => id)).toEqual(
      scene.floor.world.desk.openOrdersOf(scene.ann.account).map(({ id }) => id),
    );
    expect(open).toHaveLength(1);
  },
  getPreMigrationOrders: async (scene) => {
    const id = await scene.bid(0.4);
    scene.floor.world.desk.cutOver(3, scene.floor.nowMs);
    expect((await scene.ann.client.getPreMigrationOrders()).map((one) => (one as { id: string }).id)).toEqual([id]);
    expect(await scene.ann.client.getOpenOrders()).toEqual([]);
    // The client signs for the version that it knows, is told of the other, and tries once more.
    const again = await scene.bid(0.4).catch(() => scene.bid(0.4));
    expect([scene.orderOf(again).status, scene.orderOf(id).status]).toEqual(["LIVE", "CANCELED"]);
  },
  getTrades: async (scene) => {
    await scene.offer(0.5, 10);
    const id = await scene.bid(0.5, 6);
    scene.floor.settle();
    const [trade] = scene.floor.world.desk.settlement.trades;
    const [seen] = await scene.ann.client.getTrades();
    expect(seen).toMatchObject({
      id: trade?.id,
      size: "6",
      price: "0.5",
      side: "BUY",
      status: "CONFIRMED",
      taker_order_id: id,
      trader_side: "TAKER",
    });
    const [made] = await scene.bob.client.getTrades();
    expect(made).toMatchObject({ id: trade?.id, trader_side: "MAKER" });
    expect(made?.maker_orders[0]).toMatchObject({ asset_id: NO, matched_amount: "6", price: "0.5", side: "BUY" });
  },
  getTradesPaginated: async (scene) => {
    await scene.offer(0.5, 10);
    for (const size of [5, 5]) await scene.bid(0.5, size);
    const page = await scene.ann.client.getTradesPaginated({ market: CONDITIONS[0] });
    const ids = scene.floor.world.desk.settlement.trades.map(({ id }) => id);
    expect(page.trades.map(({ id }) => id)).toEqual(ids.toReversed());
  },
  waitForResolvedTrades: async (scene) => {
    Object.assign(scene.floor.world.desk.settlement.times, { minedMs: 100, confirmedMs: 200 });
    await scene.offer(0.5, 10);
    const { tradeIDs = [] } = await scene.ann.client.createAndPostOrder(
      { ...BID, price: 0.5 },
      {},
      OrderType.GTC,
      false,
      true,
    );
    const [trade] = await internals(scene).waitForResolvedTrades(tradeIDs);
    expect([trade?.id, trade?.transaction_hash]).toEqual([
      tradeIDs[0],
      scene.floor.world.desk.settlement.trades[0]?.transactionHash,
    ]);
  },
  resolveTransactionsHashes: async (scene) => {
    scene.floor.world.faults.nextTrades.push("ghost");
    await scene.offer(0.5, 10);
    const answer = await scene.ann.client.createAndPostOrder({ ...BID, price: 0.5 }, {}, OrderType.GTC, false, true);
    scene.floor.aheadMs += 60_000;
    const resolved = await internals(scene).resolveTransactionsHashes(answer);
    expect(resolved.transactionsHashes).toBeUndefined();
    expect([scene.floor.world.desk.settlement.trades[0]?.state, scene.orderOf(answer.orderID).matched]).toEqual([
      "FAILED",
      10e6,
    ]);
    expect(scene.holdings(scene.ann)).toEqual([OPENING, 0]);
  },
  getBalanceAllowance: async (scene) => {
    await scene.offer(0.5, 10);
    await scene.bid(0.5);
    const [dollars, contracts] = scene.holdings(scene.ann);
    const read = async (params?: Parameters<ClobClient["getBalanceAllowance"]>[0]) =>
      Number((await scene.ann.client.getBalanceAllowance(params)).balance) / 1e6;
    expect([dollars, contracts]).toEqual([OPENING - 5 - 0.1, 10]);
    expect(await read({ asset_type: AssetType.COLLATERAL })).toBe(dollars);
    expect(await read({ asset_type: AssetType.CONDITIONAL, token_id: YES })).toBe(contracts);
  },
  updateBalanceAllowance: async (scene) => {
    scene.ann.account.deposit(5e6);
    scene.ann.account.approve("collateral", "0xE111180000d2663C0091e4f400237545B87B996B", "1000000");
    expect(scene.orderOf(await scene.bid(0.4)).status).toBe("LIVE");
    await scene.ann.client.updateBalanceAllowance({ asset_type: AssetType.COLLATERAL });
    expect(scene.holdings(scene.ann)[0]).toBe(OPENING + 5);
    await expect(scene.bid(0.4)).rejects.toThrow("not enough balance / allowance");
  },
  getNotifications: async (scene) => {
    await scene.offer(0.5, 10);
    await scene.bid(0.5);
    const id = await scene.bid(0.4);
    await scene.ann.client.cancelOrder({ orderID: id });
    const told = (await scene.ann.client.getNotifications()) as { type: number; payload: { order_id: string } }[];
    expect(told.map(({ type }) => type)).toEqual([2, 1]);
    expect(told[1]?.payload.order_id).toBe(id);
  },
  dropNotifications: async (scene) => {
    await scene.offer(0.5, 10);
    await scene.bid(0.5);
    expect(scene.ann.account.notifications).toHaveLength(1);
    await scene.ann.client.dropNotifications({ ids: ["1"] });
    expect(scene.ann.account.notifications).toHaveLength(0);
  },
  isOrderScoring: async (scene) => {
    await scene.offer(0.52, 60);
    const [near, far] = [await scene.bid(0.49, 60), await scene.bid(0.3, 60)];
    const scores = async (id: string) => (await scene.ann.client.isOrderScoring({ order_id: id })).scoring;
    expect([await scores(near), await scores(far)]).toEqual([true, false]);
    await scene.ann.client.cancelOrder({ orderID: near });
    expect(await scores(near)).toBe(false);
  },
  areOrdersScoring: async (scene) => {
    await scene.offer(0.52, 60);
    const [near, far] = [await scene.bid(0.49, 60), await scene.bid(0.3, 60)];
    expect(await scene.ann.client.areOrdersScoring({ orderIds: [near, far] })).toEqual({ [near]: true, [far]: false });
  },
  getBuilderTrades: async (scene) => {
    const builderCode = `0x${"d4".repeat(32)}`;
    scene.floor.world.builders.set(builderCode, { maker: 0, taker: 0 });
    await scene.offer(0.5, 10);
    await scene.ann.client.createAndPostOrder({ ...BID, price: 0.5, size: 7, builderCode });
    const { trades } = await scene.ann.client.getBuilderTrades({ builder_code: builderCode });
    expect(trades.map(({ id, size }) => [id, size])).toEqual([
      [scene.floor.world.desk.settlement.trades[0]?.id ?? "", "7"],
    ]);
  },
  calculateMarketPrice: async (scene) => {
    await scene.offer(0.5, 10);
    await scene.offer(0.52, 10);
    const price = await scene.ann.client.calculateMarketPrice(YES, Side.BUY, 8, OrderType.FOK);
    expect(price).toBe(0.52);
    await expect(scene.ann.client.calculateMarketPrice(YES, Side.BUY, 80, OrderType.FOK)).rejects.toThrow();
  },
  adjustBuyAmountForBalance: async (scene) => {
    await scene.offer(0.5, 100);
    scene.ann.account.collateral = 10e6;
    const wish = { tokenID: YES, amount: 10, side: Side.BUY, price: 0.5 };
    await expect(scene.ann.client.createAndPostMarketOrder({ ...wish })).rejects.toThrow("not enough balance");
    // The same amount, less the fee that the balance has no room for.
    await scene.ann.client.createAndPostMarketOrder({ ...wish, userUSDCBalance: 10 });
    const [dollars, contracts] = scene.holdings(scene.ann);
    expect(dollars >= 0 && dollars < 0.02 && contracts > 19).toBe(true);
  },
};
