import { expect, test } from "bun:test";
import { Prng } from "@augury/core";
import { WatchRig } from "./watch-rig.ts";

const LIVES = 120;
const STEPS = 14;
/** Positions whose price the venue does not say are opened at half a dollar. */
const OPENED_AT = 5_000;

interface Market {
  readonly instrument: number;
  readonly size: number;
  readonly payout: number;
  /** What the stream says, sooner or later; the venue's own answer says what is so. */
  readonly streamed: number;
  isHeard: boolean;
}

/**
 * One life of an account of which markets end: told by the stream, by the venue, by both, late or never before the redemption; redeemed in
 * parts, by anybody; with executors that die in between. In the end decision's books are the venue's, and each end has earned what it pays.
 */
class Life {
  rig = new WatchRig(6);
  readonly markets: readonly Market[];
  /** What executors said that have died. */
  readonly said: string[] = [];
  private readonly ended = new Map<number, number>();

  constructor(
    private readonly prng: Prng,
    private readonly isLying: boolean,
  ) {
    this.markets = [0, 1, 2, 3].map((instrument) => {
      const payout = prng.pick([0, 5_000, 10_000]);
      const streamed = isLying && prng.chance(0.5) ? 10_000 - payout : payout;
      return { instrument, size: evenBelow(prng, 2e8), payout, streamed, isHeard: false };
    });
    for (const { instrument, size } of this.markets) this.rig.held.set(instrument, size);
    this.rig.ended = this.ended;
  }

  async step(): Promise<void> {
    const { prng, rig } = this;
    const market = prng.pick(this.markets);
    switch (prng.int(0, 5)) {
      case 0:
        this.stream(market, prng.chance(0.2) ? undefined : market.streamed);
        break;
      case 1:
        this.answer(market);
        break;
      case 2:
        await this.redeem(market);
        break;
      case 3:
        rig.balances.doubt(rig.nowUs);
        break;
      case 4:
        // What a liar has told, and what it has led to, is not told on.
        if (this.isLying) break;
        this.said.push(...rig.said);
        this.rig = rig.takeOver();
        break;
      default:
        await rig.pass(prng.int(0, 100));
    }
  }

  /** Everything is known and redeemed in the end, or half of it, and there is time to see it. */
  async finish(): Promise<void> {
    for (const market of this.markets) this.answer(market);
    await this.rig.pass(200);
    for (const market of this.markets) if (this.prng.chance(0.5)) await this.redeem(market);
    await this.rig.pass(200);
  }

  /** The stream says that a market has ended, with or without a result. */
  private stream(market: Market, payout: number | undefined): void {
    market.isHeard ||= payout !== undefined;
    this.rig.payouts.onStream(market.instrument, payout);
  }

  /** The venue says of a market that it has ended. */
  private answer(market: Market): void {
    market.isHeard = true;
    this.ended.set(market.instrument, market.payout);
  }

  /** The wallet redeems some of it. Where nobody has said that the market has ended, the venue says it within the time it has for that. */
  private async redeem(market: Market): Promise<void> {
    const { prng, rig } = this;
    const held = rig.held.get(market.instrument) ?? 0;
    if (held === 0) return;
    const size = prng.chance(0.5) ? held : evenBelow(prng, held);
    rig.held.set(market.instrument, held - size);
    rig.cash += (size * market.payout) / 10_000;
    if (market.isHeard) return;
    if (prng.chance(0.5)) rig.balances.doubt(rig.nowUs);
    await rig.pass(prng.int(0, 20));
    this.answer(market);
  }
}

/** From 2 to `most`: of an odd number a half would be rounded, and two halves apart otherwise than together. */
function evenBelow(prng: Prng, most: number): number {
  return 2 * prng.int(1, most / 2);
}

async function live(seed: number): Promise<{ readonly life: Life; readonly audited: number }> {
  const prng = new Prng(seed);
  const life = new Life(prng, seed % 4 === 0);
  await life.rig.pass(1);
  for (let at = 0; at < STEPS; at++) {
    await life.step();
    const problem = life.rig.decision.account.problem() ?? life.rig.book.ledger.problem();
    if (problem) throw new Error(`seed ${seed}: ${problem}`);
  }
  await life.finish();
  const said = [...life.said, ...life.rig.said];
  return { life, audited: said.filter((line) => line.startsWith("audit") && !line.includes("account ")).length };
}

test("the watches of an account: property: whoever tells of an end, and whenever, the books are the venue's and the profit is taken once", async () => {
  for (let seed = 1; seed <= LIVES; seed++) {
    const { audited, life } = await live(seed);
    using rig = life.rig;
    const { account } = rig.decision;
    expect([seed, rig.balances.agrees, account.problem()]).toEqual([seed, true, undefined]);
    expect([seed, account.spendable("polymarket") as number]).toEqual([seed, rig.cash]);
    for (const { instrument, payout, size } of life.markets) {
      expect([seed, instrument, account.redeemable(instrument).contracts]).toEqual([
        seed,
        instrument,
        rig.held.get(instrument) ?? 0,
      ]);
      const profit = (size * (payout - OPENED_AT)) / 10_000;
      expect([seed, instrument, account.confirmed.realizedPnl(instrument) as number]).toEqual([
        seed,
        instrument,
        profit,
      ]);
    }
    if (seed % 4 !== 0) expect([seed, audited]).toEqual([seed, 0]);
  }
}, 60_000);
