import { Prng } from "@augury/core";
import { type Instrument, InstrumentTable, isSettled, PLAIN_TERMS, type SettlementState } from "@augury/model";
import type { Operation } from "./operation.ts";
import { type Observation, SettlementLedger } from "./settlement-ledger.ts";

/** Two outcomes of a neg-risk set's markets (0 to 3: yes, no, yes, no) and a Kalshi market's YES and NO (4, 5). */
export const SCHEDULE_TABLE = new InstrumentTable([
  token(0, "yes", 1),
  token(1, "no", 0),
  token(2, "yes", 3),
  token(3, "no", 2),
  { ...token(4, "yes", 5), venue: "kalshi" },
  { ...token(5, "no", 4), venue: "kalshi", bookIndex: 4 },
]);

const CAPITAL = 1_000_000_000_000;

/** One operation and how the venue goes on with it. */
interface Story {
  readonly id: string;
  readonly operation: Operation;
  readonly happenedMs: number;
  readonly feeCharged: number;
  readonly tellings: readonly SettlementState[];
}

/** A telling of a market's end: what an instrument pays, in PriceTicks. */
interface Ending {
  readonly instrument: number;
  readonly payout: number;
}

/** What a random schedule led to. */
export interface ScheduleResult {
  readonly tellings: number;
  /** What is wrong, `undefined` when nothing is. */
  readonly problem: string | undefined;
}

/**
 * Runs one random life of an account: trades, splits, merges, conversions and redemptions that settle, fail or wait, and markets that end in
 * between, first perhaps otherwise than in the end; told in any order, twice, and too late. After every telling the books must balance, and in
 * the end they must be those of somebody who was told each end once.
 */
export function runSettlementSchedule(seed: number, { checkEach = true } = {}): ScheduleResult {
  const prng = new Prng(seed);
  const stories = Array.from({ length: prng.int(1, 12) }, (_, at) => tell(prng, at));
  const endings = drawEndings(prng);
  const told = shuffle<(ledger: SettlementLedger) => void>(prng, [
    ...stories.flatMap((story) =>
      story.tellings.map((state) => (ledger: SettlementLedger) => void ledger.observe(observationOf(story, state))),
    ),
    ...endings.flatMap((ending) =>
      Array.from({ length: prng.int(0, 2) }, () => {
        const payout = prng.chance(0.3) ? 10_000 - ending.payout : ending.payout;
        return (ledger: SettlementLedger) => end(ledger, { ...ending, payout });
      }),
    ),
  ]);
  const last = endings.map((ending) => (ledger: SettlementLedger) => end(ledger, ending));
  const ledger = openLedger();
  for (const telling of [...told, ...last]) {
    telling(ledger);
    const problem = checkEach ? ledger.problem() : undefined;
    if (problem) return { tellings: told.length, problem };
  }
  const problem = ledger.problem() ?? differenceOf(ledger, plainly(stories, endings)) ?? redeemAll(prng, ledger);
  return { tellings: told.length, problem };
}

/** Redeems every claim in parts, each told twice. What is due may lose a fraction of a micro-dollar each time, and no profit comes of it. */
function redeemAll(prng: Prng, ledger: SettlementLedger): string | undefined {
  for (const { cash, contracts, instrument, payout } of ledger.redeemables()) {
    const profit = ledger.confirmed.realizedPnl(instrument) as number;
    let brought = 0;
    for (const held of [prng.int(0, Math.max(0, contracts)), 0])
      for (let times = 0; times < 2; times++) brought += ledger.redeem(instrument, held);
    const lost = profit - ledger.confirmed.realizedPnl(instrument);
    const left = ledger.redeemable(instrument);
    if (contracts > 0 && left.contracts !== 0) return `redeemable(${instrument}) is ${left.contracts}, must be nothing`;
    if (contracts > 0 && brought + lost !== cash)
      return `${instrument} at ${payout} brought ${brought}, must bring ${cash}`;
    if (lost < 0 || lost > 1) return `a redemption of ${instrument} must cost no more than its fraction, cost ${lost}`;
  }
  return ledger.problem();
}

/** Polymarket's contracts have to be redeemed, Kalshi pays at once. */
function end(ledger: SettlementLedger, { instrument, payout }: Ending): void {
  if (SCHEDULE_TABLE.at(instrument)?.venue === "kalshi") ledger.resolve(instrument, payout);
  else ledger.makeRedeemable(instrument, payout);
}

function drawEndings(prng: Prng): Ending[] {
  const endings: Ending[] = [];
  for (const yes of [0, 2]) {
    if (prng.chance(0.5)) continue;
    const payout = prng.pick([0, 5_000, 10_000]);
    endings.push({ instrument: yes, payout }, { instrument: yes + 1, payout: 10_000 - payout });
  }
  if (prng.chance(0.3)) endings.push({ instrument: 4, payout: prng.pick([0, 10_000]) });
  return endings;
}

function openLedger(): SettlementLedger {
  const ledger = new SettlementLedger(SCHEDULE_TABLE);
  ledger.deposit(CAPITAL, "polymarket");
  ledger.deposit(CAPITAL, "kalshi");
  return ledger;
}

/** The same stories told by somebody who knows how each ends, and the markets' ends after all of them. */
function plainly(stories: readonly Story[], endings: readonly Ending[]): SettlementLedger {
  const ledger = openLedger();
  for (const story of stories) {
    ledger.observe(observationOf(story, story.tellings.find(isSettled) ?? "matched"));
  }
  for (const ending of endings) end(ledger, ending);
  return ledger;
}

function differenceOf(a: SettlementLedger, b: SettlementLedger): string | undefined {
  for (const { index } of SCHEDULE_TABLE.list)
    for (const read of ["sellable", "incoming"] as const)
      if (a[read](index) !== b[read](index)) return `${read}(${index}) is ${a[read](index)}, must be ${b[read](index)}`;
  for (const { index } of SCHEDULE_TABLE.list) {
    const [one, other] = [a.redeemable(index), b.redeemable(index)];
    if (one.contracts !== other.contracts || one.cash !== other.cash)
      return `redeemable(${index}) is ${one.contracts} for ${one.cash}, must be ${other.contracts} for ${other.cash}`;
  }
  for (const venue of ["polymarket", "kalshi"] as const)
    for (const read of ["spendable", "feesPaid"] as const)
      if (a[read](venue) !== b[read](venue)) return `${read}(${venue}) is ${a[read](venue)}, must be ${b[read](venue)}`;
  return a.pendingCount === b.pendingCount ? undefined : "what is pending must be the same";
}

function observationOf({ id, operation, happenedMs, feeCharged }: Story, state: SettlementState): Observation {
  return { id, operation, happenedMs, state, ...(state === "confirmed" && { feeCharged }) };
}

function tell(prng: Prng, at: number): Story {
  const operation = randomOperation(prng);
  const expected = operation.kind === "trade" ? operation.fee : 0;
  const end: readonly SettlementState[] = prng.pick([["confirmed"], ["confirmed"], ["failed"], []]);
  const middle: SettlementState[] = prng.chance(0.3) ? ["retrying"] : [];
  const once: SettlementState[] = ["matched", ...middle, ...end];
  return {
    id: `trade-${at}`,
    operation,
    happenedMs: 1_790_000_000_000 + at,
    feeCharged: prng.chance(0.1) ? expected + prng.int(0, 500) : expected,
    tellings: prng.chance(0.3) ? [...once, prng.pick(once)] : once,
  };
}

function randomOperation(prng: Prng): Operation {
  const size = prng.int(1, 5_000_000_000);
  switch (prng.int(0, 9)) {
    case 0:
      return { kind: "split", yes: 0, no: 1, size };
    case 1:
      return { kind: "merge", yes: 2, no: 3, size };
    case 2:
      return { kind: "convert", no: [1, 3], yes: [0], size };
    case 3:
      return { kind: "redeem", instrument: prng.int(0, 3), size, payout: prng.pick([0, 5_000, 10_000]) };
    default: {
      const price = prng.int(1, 9_999);
      // Within what any schedule charges: at most 7 % of p × (1 − p).
      const fee = Math.floor((size * price * (10_000 - price) * prng.next() * 0.07) / 1e8);
      return { kind: "trade", instrument: prng.int(0, 5), side: prng.pick(["buy", "sell"] as const), price, size, fee };
    }
  }
}

function shuffle<T>(prng: Prng, list: readonly T[]): T[] {
  const mixed = [...list];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = prng.int(0, at);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}

function token(index: number, outcome: "yes" | "no", mirrorIndex: number): Instrument {
  return {
    ...PLAIN_TERMS,
    index,
    outcome,
    mirrorIndex,
    bookIndex: index,
    venue: "polymarket",
    venueId: `token-${index}`,
    marketId: `market-${index >> 1}`,
  };
}
