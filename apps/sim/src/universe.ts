import { Prng } from "@augury/core";
import { uniformTicks } from "@augury/model";
import type { EventSpec as KalshiEvent, MarketSpec as KalshiSpec, SeriesSpec } from "@augury/venue-kalshi/sim";
import type { EventSpec as PolymarketEvent, MarketSpec as PolymarketSpec } from "@augury/venue-polymarket/sim";

export interface UniverseOptions {
  readonly seed: number;
  readonly startTimeMs: number;
  /** Plain markets beside those that every world has. */
  readonly polymarketExtra: number;
  readonly kalshiExtra: number;
  /** Polymarket books to add that have exactly `stressLevels` levels each. */
  readonly stressBooks: number;
  readonly stressLevels: number;
}

/** A market to be listed, with the fair price that it starts from. */
export interface Listing<Spec> {
  readonly spec: Spec;
  readonly fair: number;
  /** Plain markets may be closed and resolved by the world. */
  readonly plain: boolean;
  /** Levels per side, when the book shall be exactly so deep. */
  readonly depth: number | undefined;
}

/**
 * The markets of one world. Names (slugs, tickers) are the same in every world, so that configuration may name them; ids, prices and
 * everything that happens come from the seed. Markets are named by position in their venue's list. `pairs` mean the same on both venues. A set's
 * outcomes exclude one another; the first Polymarket set is also complete (a neg-risk event that is not augmented).
 */
export interface Universe {
  readonly polymarket: readonly Listing<PolymarketSpec>[];
  readonly kalshi: readonly Listing<KalshiSpec>[];
  readonly polymarketSets: readonly (readonly number[])[];
  readonly kalshiSets: readonly (readonly number[])[];
  readonly pairs: readonly { readonly polymarket: number; readonly kalshi: number }[];
}

/** How far ahead markets end: long after any run. */
const LIFE_MS = 30 * 86_400_000;

const MAYOR_NAMES = ["Abara", "Bellini", "Cho", "Dumont"] as const;
const CHESS_NAMES = ["Okafor", "Petrova", "Quist"] as const;
const PAIR_TOPICS = [
  { slug: "tide-above-two-meters", ticker: "KXTIDE-26DEC24-T2", title: "Will the harbor tide pass two meters?" },
  { slug: "ferry-strike-this-month", ticker: "KXFERRY-26DEC24-STRIKE", title: "Will the ferries strike this month?" },
  { slug: "comet-seen-by-friday", ticker: "KXCOMET-26DEC24-FRI", title: "Will the comet be seen by Friday?" },
] as const;
const RUNNERS = ["ASH", "BIRCH", "CEDAR", "DOGWOOD"] as const;

/** Draws a world's markets. */
export function drawUniverse(options: UniverseOptions): Universe {
  const random = new Prng(options.seed ^ 0x756e6976);
  const mayors = drawShares(random, MAYOR_NAMES.length, 10_000);
  const runners = drawShares(random, RUNNERS.length, 10_000);
  const pairFairs = PAIR_TOPICS.map(() => random.int(35, 65) * 100);
  const polymarket = new PolymarketLister(options, random.fork(1)).list(mayors, pairFairs);
  const kalshi = new KalshiLister(options, random.fork(2)).list(runners, pairFairs);
  return {
    polymarket,
    kalshi,
    polymarketSets: [MAYOR_NAMES.map((_, i) => i), CHESS_NAMES.map((_, i) => MAYOR_NAMES.length + i)],
    kalshiSets: [RUNNERS.map((_, i) => PAIR_TOPICS.length + i)],
    pairs: PAIR_TOPICS.map((_, i) => ({ polymarket: MAYOR_NAMES.length + CHESS_NAMES.length + i, kalshi: i })),
  };
}

/** Returns prices of mutually exclusive outcomes on whole cents that sum to `total`; none is below 8 cents, one is 30 or more. */
export function drawShares(random: Prng, count: number, total: number): number[] {
  const shares = Array.from({ length: count }, () => 800);
  shares[random.int(0, count - 1)] = 3000;
  let left = total - shares.reduce((sum, share) => sum + share, 0);
  while (left > 0) {
    const part = Math.min(left, random.int(1, 4) * 100);
    const index = random.int(0, count - 1);
    shares[index] = (shares[index] as number) + part;
    left -= part;
  }
  return shares;
}

/** Lists Polymarket markets one after the other. */
export class PolymarketLister {
  private readonly listings: Listing<PolymarketSpec>[] = [];

  constructor(
    private readonly options: UniverseOptions,
    private readonly random: Prng,
  ) {}

  list(mayors: readonly number[], pairFairs: readonly number[]): Listing<PolymarketSpec>[] {
    const race = this.event("harbor-mayor", "Who wins the harbor mayor race?", { negRisk: true });
    for (const [i, name] of MAYOR_NAMES.entries())
      this.add(race, `harbor-mayor-${name.toLowerCase()}`, `Will ${name} win?`, {
        fair: mayors[i] as number,
        feeRate: 0.04,
        group: name,
      });
    // Its listed outcomes sum to 80 cents and look like free money: outcomes may still be added, so they are not.
    const crown = this.event("chess-crown", "Who wins the chess crown?", { negRisk: true, augmented: true });
    const shares = drawShares(this.random, CHESS_NAMES.length, 8000);
    for (const [i, name] of CHESS_NAMES.entries())
      this.add(crown, `chess-crown-${name.toLowerCase()}`, `Will ${name} win the crown?`, {
        fair: shares[i] as number,
        feeRate: 0.05,
        group: name,
        step: 10,
      });
    for (const [i, { slug, title }] of PAIR_TOPICS.entries())
      this.add(this.event(slug, title, {}), slug, title, { fair: pairFairs[i] as number, feeRate: 0.05 });
    const late = this.event("bridge-open-by-monday", "Will the bridge open by Monday?", {});
    this.add(late, "bridge-open-by-monday", "Will the bridge open by Monday?", { fair: 9550, feeRate: 0.04, step: 10 });
    for (let i = 0; i < this.options.polymarketExtra; i++) this.addPlain(i);
    for (let i = 0; i < this.options.stressBooks / 2; i++) this.addDeep(i);
    return this.listings;
  }

  /** Lists plain market number `i`. */
  addPlain(i: number): Listing<PolymarketSpec> {
    const slug = `rain-in-district-${i + 1}`;
    const title = `Will it rain in district ${i + 1}?`;
    const step = this.random.pick([100, 100, 100, 100, 50, 25, 10]);
    const fair = this.random.int(15, 85) * 100;
    this.add(this.event(slug, title, {}), slug, title, {
      fair,
      feeRate: this.random.pick([0, 0.05, 0.07]),
      step,
      plain: true,
    });
    return this.listings.at(-1) as Listing<PolymarketSpec>;
  }

  /** A market of two deep books, on the fine grid that has room for them. */
  private addDeep(i: number): void {
    const slug = `deep-water-${i + 1}`;
    const event = this.event(slug, `Is water ${i + 1} deep?`, {});
    const depth = Math.floor(this.options.stressLevels / 2);
    this.add(event, slug, event.title, { fair: 5000, feeRate: 0, step: 10, depth });
  }

  private event(slug: string, title: string, kind: { negRisk?: boolean; augmented?: boolean }): PolymarketEvent {
    return {
      id: String(this.random.int(100_000, 999_999)),
      slug,
      title,
      negRisk: kind.negRisk ?? false,
      negRiskAugmented: kind.augmented ?? false,
      // The last byte is its questions' (polymarket.md section 15).
      negRiskMarketId: kind.negRisk ? `0x${drawHex(this.random, 64).slice(0, 62)}00` : "",
    };
  }

  private add(
    event: PolymarketEvent,
    slug: string,
    question: string,
    terms: { fair: number; feeRate: number; step?: number; group?: string; plain?: boolean; depth?: number },
  ): void {
    const spec: PolymarketSpec = {
      id: String(this.random.int(1_000_000, 9_999_999)),
      conditionId: `0x${drawHex(this.random, 64)}`,
      questionId: this.questionId(event, `0x${drawHex(this.random, 64)}`),
      slug,
      question,
      description: `This market will resolve to "Yes" if so, by the harbor office's record. Otherwise, it will resolve to "No".`,
      groupItemTitle: terms.group ?? "",
      tokens: [drawTokenId(this.random), drawTokenId(this.random)],
      outcomes: ["Yes", "No"],
      step: terms.step ?? 100,
      minOrderSize: 5,
      feeRate: terms.feeRate,
      event,
      startTimeMs: this.options.startTimeMs - 86_400_000,
      endTimeMs: this.options.startTimeMs + LIFE_MS,
    };
    this.listings.push({ spec, fair: terms.fair, plain: terms.plain ?? false, depth: terms.depth });
  }

  /** A question of a neg-risk set carries the set's id and its own place in it. */
  private questionId(event: PolymarketEvent, drawn: string): string {
    if (!event.negRisk) return drawn;
    const index = this.listings.filter(({ spec }) => spec.event === event).length;
    return `${event.negRiskMarketId.slice(0, 64)}${index.toString(16).padStart(2, "0")}`;
  }
}

const CENT = { structure: "linear_cent", bands: uniformTicks(100) } as const;
const DECI = { structure: "deci_cent", bands: uniformTicks(10) } as const;
const TAPERED = {
  structure: "tapered_deci_cent",
  bands: [
    { start: 0, end: 1000, step: 10 },
    { start: 1000, end: 9000, step: 100 },
    { start: 9000, end: 10_000, step: 10 },
  ],
} as const;
/** Kalshi's tick structures that worlds use (kalshi.md section 5.2). */
export const KALSHI_STRUCTURES = { cent: CENT, deci: DECI, tapered: TAPERED } as const;
type Structure = (typeof KALSHI_STRUCTURES)[keyof typeof KALSHI_STRUCTURES];

/** Lists Kalshi markets one after the other. */
export class KalshiLister {
  private readonly listings: Listing<KalshiSpec>[] = [];

  constructor(
    private readonly options: UniverseOptions,
    private readonly random: Prng,
  ) {}

  list(runners: readonly number[], pairFairs: readonly number[]): Listing<KalshiSpec>[] {
    for (const [i, { ticker, title }] of PAIR_TOPICS.entries()) {
      const [series = "", day = ""] = ticker.split("-");
      this.add(this.event(`${series}-${day}`, series, title), ticker, title, {
        fair: pairFairs[i] as number,
        structure: CENT,
      });
    }
    const race = this.event("KXREGATTA-26DEC27", "KXREGATTA", "Who wins the regatta?", true);
    for (const [i, name] of RUNNERS.entries())
      this.add(race, `KXREGATTA-26DEC27-${name}`, `Will ${name} win the regatta?`, {
        fair: runners[i] as number,
        structure: TAPERED,
      });
    const fine = this.event("KXFOG-26DEC24", "KXFOG", "Will fog close the port?");
    this.add(fine, "KXFOG-26DEC24-PORT", "Will fog close the port?", { fair: 3500, structure: DECI });
    for (let i = 0; i < this.options.kalshiExtra; i++) this.addPlain(i);
    return this.listings;
  }

  /** Lists plain market number `i`. */
  addPlain(i: number): Listing<KalshiSpec> {
    const event = this.event(`KXSNOW-26D${i + 1}`, "KXSNOW", `Will it snow in district ${i + 1}?`);
    const fair = this.random.int(15, 85) * 100;
    const structure = this.random.pick([CENT, CENT, CENT, TAPERED]);
    // Real tickers carry dots.
    this.add(event, `KXSNOW-26D${i + 1}-T${i + 1}.99`, event.title, { fair, structure, plain: true });
    return this.listings.at(-1) as Listing<KalshiSpec>;
  }

  private event(ticker: string, series: string, title: string, mutuallyExclusive = false): KalshiEvent {
    const spec: SeriesSpec = {
      ticker: series,
      title,
      category: "Climate and Weather",
      feeType: series === "KXREGATTA" ? "quadratic_with_maker_fees" : "quadratic",
      feeMultiplier: series === "KXSNOW" ? 0.5 : 1,
    };
    return { ticker, series: spec, title, subTitle: "", mutuallyExclusive };
  }

  private add(
    event: KalshiEvent,
    ticker: string,
    title: string,
    terms: { fair: number; structure: Structure; plain?: boolean },
  ): void {
    const spec: KalshiSpec = {
      ticker,
      marketId: drawUuid(this.random),
      event,
      title,
      yesSubTitle: "Yes",
      noSubTitle: "No",
      rules: `If so, by the harbor office's record, the market resolves to Yes.`,
      structure: terms.structure.structure,
      bands: terms.structure.bands,
      openTimeMs: this.options.startTimeMs - 86_400_000,
      closeTimeMs: this.options.startTimeMs + LIFE_MS,
    };
    this.listings.push({ spec, fair: terms.fair, plain: terms.plain ?? false, depth: undefined });
  }
}

function drawHex(random: Prng, digits: number): string {
  let text = "";
  while (text.length < digits) text += random.uint32().toString(16).padStart(8, "0");
  return text.slice(0, digits);
}

function drawTokenId(random: Prng): string {
  return BigInt(`0x${drawHex(random, 64)}`).toString();
}

function drawUuid(random: Prng): string {
  const hex = drawHex(random, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
