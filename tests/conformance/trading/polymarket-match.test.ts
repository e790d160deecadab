import { expect, test } from "bun:test";
import { readBalances, sumTrades } from "./official-account.ts";
import { FEE_RATE } from "./polymarket-floor.ts";
import { MATCH_TOKENS, PolymarketMatch } from "./polymarket-match.ts";

const ROUNDS = 150;

test("trading: behavior: our process and the official Polymarket client trade, and all books agree to the micro", async () => {
  const match = new PolymarketMatch(20);
  try {
    await match.ready();
    match.floor.world.faults.nextTrades.push("reverted", "retried");
    match.floor.world.faults.rates = { ...match.floor.world.faults.rates, reverted: 0.05, retried: 0.15 };
    for (let n = 0; n < ROUNDS; n++) await match.round();
    await match.conclude();
    await compare(match);
  } finally {
    await match.close();
  }
}, 300_000);

async function compare({ ann, bob, counts, floor, keys, opening, ours }: PolymarketMatch): Promise<void> {
  const { desk, faults } = floor.world;
  const { ledger } = ours;
  const books = ({ account }: typeof ann) => ({
    cash: account.collateral,
    contracts: MATCH_TOKENS.map((token) => account.tokensOf(token)),
  });

  // Ours: the ledger, with nothing pending and nothing alarming, and each order's fills.
  const held = {
    cash: ledger.spendable("polymarket") as number,
    contracts: [ledger.sellable(0), ledger.sellable(1)] as number[],
  };
  expect([ours.alarms, ours.imbalances, ledger.problem()]).toEqual([[], [], undefined]);
  expect(held).toEqual(books(ann));
  for (const [intentId, id] of keys) expect(ours.filled(intentId)).toBe(desk.orders.get(id)?.matched ?? 0);

  // Theirs: balances of both accounts, and what their trades add up to.
  for (const trader of [ann, bob]) {
    expect(await readBalances(trader.client, MATCH_TOKENS)).toEqual(books(trader) as never);
    const trades = await trader.client.getTrades();
    const sums = sumTrades(trades, { apiKey: trader.creds.key, tokens: MATCH_TOKENS, feeRate: FEE_RATE, opening });
    expect({ cash: sums.cash, contracts: [...sums.contracts] }).toEqual(books(trader));
    if (trader === ann) expect(ledger.feesPaid("polymarket") as number).toBe(sums.fees);
    expect(await trader.client.getOpenOrders()).toEqual([]);
  }

  // The venue's: every dollar is somebody's, in a pair of contracts, or a fee.
  const trades = desk.settlement.trades;
  const fees = trades.reduce((sum, { fee, state }) => sum + (state === "CONFIRMED" ? fee : 0), 0);
  const [annHas, bobHas] = [books(ann), books(bob)];
  const [yes, no] = [0, 1].map((token) => (annHas.contracts[token] ?? 0) + (bobHas.contracts[token] ?? 0));
  expect(yes).toBe(no as number);
  expect(annHas.cash + bobHas.cash + fees + (yes ?? 0)).toBe(2 * opening);

  const byUs = trades.filter(({ taker }) => taker?.key.account === ann.account).length;
  expect([byUs > 0, trades.length > byUs, counts.ourBatches > 0, faults.counts.reverted > 0]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  console.info(
    `Polymarket: ${ROUNDS} rounds, ${counts.ourOrders} orders of ours (${counts.ourBatches} batches, ${counts.ourCancels} cancels) and ` +
      `${counts.theirOrders} of the official client (${counts.theirBatches} batches, ${counts.theirCancels} cancels, ${counts.theirRefusals} refused): ` +
      `${trades.length} trades (${byUs} taken by us, ${faults.counts.reverted} undone, ${faults.counts.retried} retried), fees $${fees / 1e6}; ledgers equal`,
  );
}
