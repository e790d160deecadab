import { expect } from "bun:test";
import { FLOOR_EVENT, FLOOR_TICKERS } from "./kalshi-floor.ts";
import { type KalshiEffectCase, type KalshiScene, refusalOf } from "./kalshi-scene.ts";

const [TICKER] = FLOOR_TICKERS;
const money = (text: string | undefined) => Number(text);
const TRANSFER_ID = "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a";

/** Ann buys four YES from Bob at 0.40, who rests before. */
async function trade(scene: KalshiScene): Promise<void> {
  await scene.place(scene.bob, { side: "ask" });
  await scene.place(scene.ann, { count: "4.00" });
}

async function move(scene: KalshiScene, cents: number): Promise<void> {
  const { PortfolioApi } = scene.ann.apis;
  await PortfolioApi.createSubaccount({});
  const terms = { client_transfer_id: TRANSFER_ID, from_subaccount: 0, to_subaccount: 1, amount_cents: cents };
  await PortfolioApi.applySubaccountTransfer(terms);
}

const TO_SHARD_ONE = {
  source: "event_contract",
  destination: "event_contract",
  amount: 50_000,
  source_exchange_shard: 0,
  destination_exchange_shard: 1,
} as const;

/** What each method of the official client's PortfolioApi says of the venue's books, or does to them. */
export const PORTFOLIO_EFFECTS: Readonly<Record<string, KalshiEffectCase>> = {
  "PortfolioApi.getBalance": async (scene) => {
    await trade(scene);
    for (const who of [scene.ann, scene.bob]) {
      const { data } = await who.apis.PortfolioApi.getBalance();
      expect(money((data as { balance_dollars?: string }).balance_dollars)).toBe(scene.dollars(who));
      expect(data.portfolio_value).toBe(who === scene.ann ? 160 : 240);
    }
  },
  "PortfolioApi.getPositions": async (scene) => {
    await trade(scene);
    for (const who of [scene.ann, scene.bob]) {
      const { data } = await who.apis.PortfolioApi.getPositions();
      const position = who.account.position(scene.market(), 0);
      const [seen] = data.market_positions as unknown as Record<string, string>[];
      expect([money(seen?.position_fp), money(seen?.fees_paid_dollars)]).toEqual([
        scene.held(who),
        position.feesPaid / 1e6,
      ]);
      expect(data.event_positions.map(({ event_ticker }) => event_ticker)).toEqual([FLOOR_EVENT]);
    }
  },
  "PortfolioApi.getFills": async (scene) => {
    await trade(scene);
    for (const who of [scene.ann, scene.bob]) {
      const { data } = await who.apis.PortfolioApi.getFills(TICKER);
      const seen = data.fills as unknown as Record<string, unknown>[];
      expect(seen.map(({ count_fp, is_taker, fee_cost }) => [count_fp, is_taker, Number(fee_cost)])).toEqual(
        who.account.fills.map(({ size, isTaker, fee }) => [(size / 1e6).toFixed(2), isTaker, fee / 1e6]),
      );
      expect(seen[0]?.is_taker).toBe(who === scene.ann);
    }
  },
  "PortfolioApi.getSettlements": async (scene) => {
    await trade(scene);
    const before = scene.dollars(scene.ann);
    const timeUs = scene.floor.nowMs * 1000;
    const rests = (await scene.place(scene.ann, { price: "0.3000" })).order_id;
    scene.floor.exchange.closeMarket(0, timeUs);
    expect(scene.orderOf(scene.ann, rests)).toMatchObject({ status: "canceled", reason: "CloseCancel" });
    expect(await refusalOf(scene.place(scene.ann))).toBe("400 MARKET_INACTIVE");
    scene.floor.exchange.determineMarket(0, "yes", timeUs);
    scene.floor.exchange.settleMarket(0, timeUs);
    const { data } = await scene.ann.apis.PortfolioApi.getSettlements();
    expect(data.settlements).toMatchObject([{ ticker: TICKER, market_result: "yes", revenue: 400 }]);
    expect([scene.dollars(scene.ann), scene.held(scene.ann), scene.held(scene.bob)]).toEqual([before + 4, 0, 0]);
  },
  "PortfolioApi.getPortfolioRestingOrderTotalValue": async (scene) => {
    await scene.place(scene.ann);
    await scene.place(scene.ann, { side: "ask", price: "0.7000", count: "1.00" });
    const { data } = await scene.ann.apis.PortfolioApi.getPortfolioRestingOrderTotalValue();
    expect(data.total_resting_order_value).toBe(430);
    expect(scene.ann.account.reserved(0)).toBe(4_300_000);
  },
  "PortfolioApi.createSubaccount": async (scene) => {
    const { data } = await scene.ann.apis.PortfolioApi.createSubaccount({});
    expect([data.subaccount_number, scene.ann.account.subaccountsOpen]).toEqual([1, 2]);
    expect(await refusalOf(scene.place(scene.ann, { subaccount: 1 }))).toBe("400 insufficient_balance");
  },
  "PortfolioApi.applySubaccountTransfer": async (scene) => {
    await move(scene, 500);
    expect([scene.dollars(scene.ann), scene.dollars(scene.ann, 1)]).toEqual([9_995, 5]);
    const { order_id } = await scene.place(scene.ann, { subaccount: 1 });
    await scene.place(scene.bob, { side: "ask" });
    expect([scene.orderOf(scene.ann, order_id).filled, scene.held(scene.ann), scene.dollars(scene.ann)]).toEqual([
      10, 0, 9_995,
    ]);
    expect(scene.ann.account.position(scene.market(), 1).size).toBe(10e6);
  },
  "PortfolioApi.getSubaccountBalances": async (scene) => {
    await move(scene, 500);
    const { data } = await scene.ann.apis.PortfolioApi.getSubaccountBalances();
    const seen = data.subaccount_balances.map(({ subaccount_number, balance }) => [subaccount_number, Number(balance)]);
    expect(seen).toEqual([0, 1].map((number) => [number, scene.dollars(scene.ann, number)]));
  },
  "PortfolioApi.getSubaccountTransfers": async (scene) => {
    await move(scene, 500);
    const { data } = await scene.ann.apis.PortfolioApi.getSubaccountTransfers();
    expect(data.transfers).toMatchObject([{ from_subaccount: 0, to_subaccount: 1, amount_cents: 500 }]);
    expect(scene.ann.account.subaccountTransfers).toHaveLength(1);
  },
  "PortfolioApi.updateSubaccountNetting": async (scene) => {
    await scene.ann.apis.PortfolioApi.createSubaccount({});
    await scene.ann.apis.PortfolioApi.updateSubaccountNetting({ subaccount_number: 1, enabled: false });
    expect([...scene.ann.account.netting]).toEqual([
      [0, true],
      [1, false],
    ]);
  },
  "PortfolioApi.getSubaccountNetting": async (scene) => {
    const { data } = await scene.ann.apis.PortfolioApi.getSubaccountNetting();
    expect(data.netting_configs.map(({ enabled }) => enabled)).toEqual([...scene.ann.account.netting.values()]);
  },
  "PortfolioApi.intraExchangeInstanceTransfer": async (scene) => {
    await scene.ann.apis.PortfolioApi.intraExchangeInstanceTransfer({ ...TO_SHARD_ONE });
    expect([scene.ann.account.cashOf(0, 0), scene.ann.account.cashOf(0, 1)]).toEqual([10_000e6 - 5e6, 5e6]);
  },
  "PortfolioApi.getIntraExchangeInstanceTransfer": async (scene) => {
    const { PortfolioApi } = scene.ann.apis;
    const { transfer_id } = (await PortfolioApi.intraExchangeInstanceTransfer({ ...TO_SHARD_ONE })).data;
    const { data } = await PortfolioApi.getIntraExchangeInstanceTransfer(transfer_id);
    expect(JSON.stringify(data)).toContain(transfer_id);
    expect(scene.ann.account.shardTransfers[0]?.id).toBe(transfer_id);
  },
  "PortfolioApi.getIntraExchangeInstanceTransfers": async (scene) => {
    const { PortfolioApi } = scene.ann.apis;
    const { transfer_id } = (await PortfolioApi.intraExchangeInstanceTransfer({ ...TO_SHARD_ONE })).data;
    expect(JSON.stringify((await PortfolioApi.getIntraExchangeInstanceTransfers()).data)).toContain(transfer_id);
    expect(scene.ann.account.shardTransfers).toHaveLength(1);
  },
  "PortfolioApi.setTargetBalanceAllocation": async (scene) => {
    const allocations = [
      { exchange_index: 0, percent: 60 },
      { exchange_index: 1, percent: 40 },
    ];
    await scene.ann.apis.PortfolioApi.setTargetBalanceAllocation({ allocations });
    expect(scene.ann.account.allocations).toEqual(allocations);
  },
  "PortfolioApi.getTargetBalanceAllocation": async (scene) => {
    const { data } = await scene.ann.apis.PortfolioApi.getTargetBalanceAllocation();
    expect(data.allocations).toEqual(scene.ann.account.allocations);
  },
  "PortfolioApi.getDeposits": async (scene) => {
    const { data } = await scene.ann.apis.PortfolioApi.getDeposits();
    expect(data.deposits.map(({ amount_cents }) => amount_cents)).toEqual(
      scene.ann.account.deposits.map(({ cents }) => cents),
    );
  },
  "PortfolioApi.getWithdrawals": async (scene) => {
    const { data } = await scene.ann.apis.PortfolioApi.getWithdrawals();
    const seen = data.withdrawals.map(({ amount_cents }) => amount_cents);
    expect(seen).toEqual(scene.ann.account.withdrawals.map(({ cents }) => cents));
  },
};
