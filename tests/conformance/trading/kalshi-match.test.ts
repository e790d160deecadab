import { expect, test } from "bun:test";
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
    const { data } = await apis.PortfolioApi.getBalance();
    expect(micros((data as { balance_dollars?: string }).balance_dollars)).toBe(cash[i] as number);
    expect((await apis.PortfolioApi.getSettlements()).data.settlements).toHaveLength(1);
  }
  expect((cash[0] ?? 0) + (cash[1] ?? 0) + fees).toBe(2 * opening);
}

/** Millionths of a dollar or of a contract. */
const micros = (text: unknown) => Math.round(Number(text) * 1e6);

/** What an account's fills add up to, as the official client reads them, all pages of them. */
async function sumFills({ apis }: KalshiTrader, opening: number) {
  let [cash, position, fees, count] = [opening, 0, 0, 0];
  let cursor: string | undefined;
  do {
    const { data } = await apis.PortfolioApi.getFills(FLOOR_TICKERS[0], undefined, undefined, undefined, 100, cursor);
    for (const fill of data.fills as unknown as Record<string, string>[]) {
      const sign = fill.book_side === "bid" ? 1 : -1;
      const size = micros(fill.count_fp);
      position += sign * size;
      cash -= (sign * size * micros(fill.yes_price_dollars)) / 1e6;
      fees += micros(fill.fee_cost);
      count++;
    }
    cursor = data.cursor || undefined;
  } while (cursor !== undefined);
  // Who is short of YES holds NO, and has paid the rest of the dollar for it.
  return { cash: cash - fees - Math.max(0, -position), position, fees, count };
}

async function compare({ ann, bob, counts, floor, keys, opening, ours }: KalshiMatch): Promise<void> {
  const market = floor.exchange.findTicker(FLOOR_TICKERS[0]);
  if (!market) throw new Error("the market is there");
  const books = ({ account }: KalshiTrader) => ({
    cash: account.cashOf(0),
    position: account.position(market, 0).size,
    fees: account.position(market, 0).feesPaid,
    count: account.fills.length,
  });

  // Ours: the ledger, with nothing alarming in it, and each order's fills.
  const { ledger } = ours;
  expect([ours.alarms, ledger.problem()]).toEqual([[], undefined]);
  const held = { cash: ledger.spendable("kalshi") as number, position: ledger.sellable(0) - ledger.sellable(1) };
  expect({ ...held, fees: ledger.feesPaid("kalshi") as number, count: ann.account.fills.length }).toEqual(books(ann));
  const byKey = new Map([...ann.account.orders.values()].map((order) => [order.clientOrderId, order.filled]));
  for (const [intentId, key] of keys) expect(ours.filled(intentId)).toBe(byKey.get(key) ?? 0);

  // Theirs: balance, position and fills of both accounts.
  for (const trader of [ann, bob]) {
    expect(await sumFills(trader, opening)).toEqual(books(trader));
    const { data: balance } = await trader.apis.PortfolioApi.getBalance();
    expect(micros((balance as { balance_dollars?: string }).balance_dollars)).toBe(books(trader).cash);
    const { data } = await trader.apis.PortfolioApi.getPositions();
    expect(micros((data.market_positions[0] as unknown as Record<string, string>).position_fp)).toBe(
      books(trader).position,
    );
  }

  // The venue's: every dollar is somebody's, in a pair of contracts, or a fee.
  const [annHas, bobHas] = [books(ann), books(bob)];
  expect(annHas.position).toBe(-bobHas.position);
  expect(annHas.cash + bobHas.cash + annHas.fees + bobHas.fees + Math.abs(annHas.position)).toBe(2 * opening);

  const taken = ann.account.fills.filter(({ isTaker }) => isTaker).length;
  expect([taken > 0, annHas.count > taken, counts.ourBatches > 0, counts.ourAmends > 0]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  console.info(
    `Kalshi: ${ROUNDS} rounds, ${counts.ourOrders} orders of ours (${counts.ourBatches} batches, ${counts.ourAmends} amendments, ${counts.ourCancels} cancels) and ` +
      `${counts.theirOrders} of the official client (${counts.theirBatches} batches, ${counts.theirAmends} amendments, ${counts.theirCancels} cancels, ` +
      `${counts.theirRefusals} refused): ${annHas.count} fills of ours (${taken} taken), fees $${(annHas.fees + bobHas.fees) / 1e6}; ledgers equal`,
  );
}
