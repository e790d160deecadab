import { type Instrument, InstrumentTable, uniformTicks } from "@augury/model";
import type { SettlementLedger } from "@augury/portfolio";
import { ASK, BID, type LevelChange } from "@augury/sim-kit";
import type { SimAccount } from "../../sim/account/sim-account.ts";
import { KalshiExchange } from "../../sim/kalshi-exchange.ts";
import { marketSpec } from "../../sim/session-harness.ts";

export const TICKER = "KXA-26DEC-T1.99";
/** The key of the scenes' account. */
export const SCENE_KEY_ID = "key";
/** Opening cash of the scenes' account, in CashMicros. */
export const CASH = 10_000_000_000;

/** A book of some thousand dollars around 50 cents. */
const SCENE_LEVELS: readonly LevelChange[] = [
  { side: BID, price: 4_700, size: 100_000_000 },
  { side: BID, price: 4_900, size: 50_000_000 },
  { side: ASK, price: 5_100, size: 50_000_000 },
  { side: ASK, price: 5_300, size: 100_000_000 },
];

/** The two outcomes of the scene's market. */
export const SCENE_TABLE = sceneTable([]);

/** Returns the outcomes of the scene's market, then those of others like it, YES before NO. */
export function sceneTable(others: readonly string[]): InstrumentTable {
  return new InstrumentTable(
    [TICKER, ...others].flatMap((ticker, at) => [
      instrumentOf(ticker, 2 * at, "yes"),
      instrumentOf(ticker, 2 * at, "no"),
    ]),
  );
}

/** Returns an exchange with the scene's market, then others like it; in all of them makers pay, too. */
export function sceneExchange(nowUs: number, others: readonly string[] = []): KalshiExchange {
  const exchange = new KalshiExchange(1);
  const times = { openTimeMs: nowUs / 1000 - 1e6, closeTimeMs: nowUs / 1000 + 1e9 };
  for (const ticker of [TICKER, ...others]) {
    const spec = marketSpec(ticker);
    const series = { ...spec.event.series, feeType: "quadratic_with_maker_fees", feeMultiplier: 1 } as const;
    const market = exchange.addMarket({ ...spec, ...times, event: { ...spec.event, series } }, nowUs);
    exchange.seedBook(market, SCENE_LEVELS, nowUs);
  }
  return exchange;
}

/** Others put back what was taken of their levels in the scene's book. */
export function refillBook(exchange: KalshiExchange, timeUs: number): void {
  for (const { price, side, size } of SCENE_LEVELS) {
    const best = exchange.ladder(0, side === BID ? ASK : BID).best();
    const crosses = best !== undefined && (side === BID ? price >= best : price <= best);
    if (!crosses && exchange.ladder(0, side).sizeAt(price) < size)
      exchange.applyLevels(0, [{ side, price, size }], timeUs);
  }
}

/** What a ledger says otherwise than the venue's books of an account in the scene's market, in one line. */
export function differenceOf(
  ledger: SettlementLedger,
  exchange: KalshiExchange,
  account: SimAccount,
): string | undefined {
  const market = exchange.findTicker(TICKER);
  const theirs = [account.cashOf(0), market ? account.position(market, 0).size : 0];
  const ours = [ledger.spendable("kalshi") as number, ledger.sellable(0) - ledger.sellable(1)];
  if (ours.join() === theirs.join()) return ledger.problem();
  return `cash, position: ours ${ours.join()}, the venue's ${theirs.join()}`;
}

/** `yes`: the index of the market's YES. */
function instrumentOf(ticker: string, yes: number, outcome: "yes" | "no"): Instrument {
  const [index, mirrorIndex] = outcome === "yes" ? [yes, yes + 1] : [yes + 1, yes];
  return {
    index,
    venue: "kalshi",
    venueId: ticker,
    marketId: ticker,
    outcome,
    mirrorIndex,
    bookIndex: yes,
    title: "",
    outcomeName: outcome,
    ticks: uniformTicks(100),
    orderSizeMin: 10_000,
    sizeStep: 10_000,
    fees: { rounding: "kalshi", takerPpm: 70_000, makerPpm: 17_500, exponent: 1 },
    negRisk: false,
    groupId: "",
    groupAugmented: false,
  };
}
