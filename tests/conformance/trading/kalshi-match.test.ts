import { expect, test } from "bun:test";
import { booksOf, readBooks, sumFills } from "./kalshi-books.ts";
import { FLOOR_TICKERS, type KalshiTrader } from "./kalshi-floor.ts";
import { KalshiMatch } from "./kalshi-match.ts";

const ROUNDS = 150;

test("trading: behavior: our process and the official Kalshi client trade, and all books agree to the micro", async () => {
  const match = new KalshiMatch(21);
  try {
    await match.ready();
    for (let n = 0; n < ROUNDS; n++) await match.round();
    await match.conclude();
    await compare(match);
    await settle(match);
  } finally {
    await match.close();
  }
}, 300_000);

/** The market ends: winners are paid, and every book says the same again. */
async function settle(match: KalshiMatch): Promise<void> {
  const { ann, bob, floor, opening, ours } = match;
  const timeUs = floor.nowMs * 1000;
  const fees = [ann, bob].flatMap(({ account }) => account.fills).reduce((sum, { fee }) => sum + fee, 0);
  floor.exchange.closeMarket(0, timeUs);
  floor.exchange.determineMarket(0, "yes", timeUs);
  floor.exchange.settleMarket(0, timeUs);
  await match.until("our process has heard of the settlement", () => ours.settlements.length > 0);
  const cash = [ann, bob].map(({ account }) => account.cashOf(0));
  expect([ours.ledger.spendable("kalshi"), ours.ledger.sellable(0), ours.ledger.sellable(1)] as number[]).toEqual([
    cash[0] ?? 0,
    0,
    0,
  ]);
  expect([ours.alarms, ours.ledger.problem()]).toEqual([[], undefined]);
  for (const [i, { apis }] of [ann, bob].entries()) {
    expect((await readBooks(apis)).cash).toBe(cash[i] as number);
    expect((await apis.PortfolioApi.getSettlements()).data.settlements).toHaveLength(1);
  }
  expect((cash[0] ?? 0) + (cash[1] ?? 0) + fees).toBe(2 * opening);
}

async function compare({ ann, bob, counts, keys, opening, ours }: KalshiMatch): Promise<void> {
  const books = ({ account }: KalshiTrader) => {
    const { cash, fees, positions } = booksOf(account);
    return { cash, fees, position: positions[FLOOR_TICKERS[0]] ?? 0 };
  };

  // Ours: the ledger, with nothing alarming in it, and each order's fills.
  const { ledger } = ours;
  expect([ours.alarms, ledger.problem()]).toEqual([[], undefined]);
  const held = { cash: ledger.spendable("kalshi") as number, position: ledger.sellable(0) - ledger.sellable(1) };
  expect({ ...held, fees: ledger.feesPaid("kalshi") as number }).toEqual(books(ann));
  const byKey = new Map([...ann.account.orders.values()].map((order) => [order.clientOrderId, order.filled]));
  for (const [intentId, key] of keys) expect(ours.filled(intentId)).toBe(byKey.get(key) ?? 0);

  // Theirs: balance, position and fills of both accounts.
  for (const { account, apis } of [ann, bob]) {
    const told = booksOf(account);
    expect(await readBooks(apis)).toEqual(told);
    expect(await sumFills(apis, opening)).toEqual({ books: told, count: account.fills.length });
  }

  // The venue's: every dollar is somebody's, in a pair of contracts, or a fee.
  const [annHas, bobHas] = [books(ann), books(bob)];
  expect(annHas.position).toBe(-bobHas.position);
  expect(annHas.cash + bobHas.cash + annHas.fees + bobHas.fees + Math.abs(annHas.position)).toBe(2 * opening);

  const taken = ann.account.fills.filter(({ isTaker }) => isTaker).length;
  expect([taken > 0, ann.account.fills.length > taken, counts.ourBatches > 0, counts.ourAmends > 0]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  console.info(
    `Kalshi: ${ROUNDS} rounds, ${counts.ourOrders} orders of ours (${counts.ourBatches} batches, ${counts.ourAmends} amendments, ${counts.ourCancels} cancels) and ` +
      `${counts.theirOrders} of the official client (${counts.theirBatches} batches, ${counts.theirAmends} amendments, ${counts.theirCancels} cancels, ` +
      `${counts.theirRefusals} refused): ${ann.account.fills.length} fills of ours (${taken} taken), fees $${(annHas.fees + bobHas.fees) / 1e6}; ledgers equal`,
  );
}
