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

/** What a random schedule led to. */
export interface ScheduleResult {
  readonly tellings: number;
  /** What is wrong, `undefined` when nothing is. */
  readonly problem: string | undefined;
}

/**
 * Runs one random life of an account: trades, splits, merges, conversions and redemptions that settle, fail or wait, told in any order, twice,
 * and too late. After every telling the books must balance, and in the end they must be those of somebody who was told each end once.
 */
export function runSettlementSchedule(seed: number, { checkEach = true } = {}): ScheduleResult {
  const prng = new Prng(seed);
  const stories = Array.from({ length: prng.int(1, 12) }, (_, at) => tell(prng, at));
  const told = shuffle(
    prng,
    stories.flatMap((story) => story.tellings.map((state) => observationOf(story, state))),
  );
  const ledger = openLedger();
  for (const observation of told) {
    ledger.observe(observation);
    const problem = checkEach ? ledger.problem() : undefined;
    if (problem) return { tellings: told.length, problem };
  }
  return { tellings: told.length, problem: ledger.problem() ?? differenceOf(ledger, plainly(stories)) };
}

function openLedger(): SettlementLedger {
  const ledger = new SettlementLedger(SCHEDULE_TABLE);
  ledger.deposit(CAPITAL, "polymarket");
  ledger.deposit(CAPITAL, "kalshi");
  return ledger;
}

/** The same stories told by somebody who knows how each ends. */
function plainly(stories: readonly Story[]): SettlementLedger {
  const ledger = openLedger();
  for (const story of stories) {
    const end = story.tellings.find(isSettled) ?? "matched";
    ledger.observe(observationOf(story, end));
  }
  return ledger;
}

function differenceOf(a: SettlementLedger, b: SettlementLedger): string | undefined {
  for (const { index } of SCHEDULE_TABLE.list)
    for (const read of ["sellable", "incoming"] as const)
      if (a[read](index) !== b[read](index)) return `${read}(${index}) is ${a[read](index)}, must be ${b[read](index)}`;
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
