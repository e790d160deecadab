import type { FakeSources } from "@augury/sources/sim";
import type { FakeKalshi } from "@augury/venue-kalshi/sim";
import type { FakePolymarket } from "@augury/venue-polymarket/sim";
import type { PlannedWindow } from "./window-plan.ts";
import type { World } from "./world.ts";

/** One thing to buy in a planted window. */
export interface ManifestLeg {
  readonly venue: "polymarket" | "kalshi";
  /** Slug or ticker. */
  readonly market: string;
  readonly outcome: "yes" | "no";
  /** Polymarket token id; "" on Kalshi. */
  readonly token: string;
}

/** A planted complement: from `startMs` to `endMs` (epoch) buying one of each leg costs `1 − edge` dollars at the best prices, before fees. */
export interface ManifestWindow {
  readonly id: number;
  readonly kind: PlannedWindow["kind"];
  readonly startMs: number;
  readonly endMs: number;
  /** Dollars, "0.08". */
  readonly edge: string;
  readonly contracts: number;
  readonly legs: readonly ManifestLeg[];
}

/** What a sim is made of, for those who connect to it. */
export interface Manifest {
  readonly mode: "generate" | "play" | "loop";
  readonly seed: number;
  readonly startTimeMs: number;
  readonly polymarket: {
    readonly port: number;
    readonly url: string;
    readonly socketUrl: string;
    /** Addresses of the reference feeds. */
    readonly referenceUrls: { readonly rtds: string; readonly polybolt: string; readonly sports: string };
    readonly markets: readonly {
      readonly slug: string;
      readonly conditionId: string;
      readonly tokens: readonly string[];
      readonly eventSlug: string;
      readonly negRisk: boolean;
      readonly augmented: boolean;
    }[];
  };
  readonly kalshi: {
    readonly port: number;
    readonly url: string;
    readonly socketUrl: string;
    readonly markets: readonly {
      readonly ticker: string;
      readonly eventTicker: string;
      readonly mutuallyExclusive: boolean;
    }[];
  };
  /** Addresses of the data sources, by name. */
  readonly dataSources: Readonly<Record<string, string>>;
  /** Markets of the two venues that mean the same. */
  readonly pairs: readonly { readonly polymarket: string; readonly kalshi: string }[];
  /** Slugs of each set of outcomes that exclude one another and leave nothing out. */
  readonly completeSets: readonly (readonly string[])[];
  readonly windows: readonly ManifestWindow[];
}

/** Returns the manifest of a running sim. `world` is absent when a recording is played. */
export function toManifest(
  mode: Manifest["mode"],
  venues: { readonly polymarket: FakePolymarket; readonly kalshi: FakeKalshi; readonly dataSources: FakeSources },
  world: World | undefined,
): Manifest {
  const { dataSources, kalshi, polymarket } = venues;
  return {
    mode,
    seed: world?.options.seed ?? 0,
    startTimeMs: world?.options.startTimeMs ?? 0,
    polymarket: {
      ...addressOf(polymarket),
      referenceUrls: {
        rtds: polymarket.socketUrlOf("/rtds"),
        polybolt: polymarket.socketUrlOf("/polybolt"),
        sports: polymarket.socketUrlOf("/sports"),
      },
      markets: polymarket.exchange.markets.map(({ spec }) => ({
        slug: spec.slug,
        conditionId: spec.conditionId,
        tokens: spec.tokens,
        eventSlug: spec.event.slug,
        negRisk: spec.event.negRisk,
        augmented: spec.event.negRiskAugmented,
      })),
    },
    kalshi: {
      ...addressOf(kalshi),
      markets: kalshi.exchange.markets.map(({ spec }) => ({
        ticker: spec.ticker,
        eventTicker: spec.event.ticker,
        mutuallyExclusive: spec.event.mutuallyExclusive,
      })),
    },
    dataSources: dataSources.urls(),
    pairs: world ? world.universe.pairs.map((pair) => namePair(world, pair)) : [],
    completeSets: world ? [setLegs(world).map(({ market }) => market)] : [],
    windows: world ? world.windows.map((window) => describeWindow(world, window)) : [],
  };
}

function addressOf({ port, url, socketUrl }: FakePolymarket | FakeKalshi) {
  return { port, url, socketUrl };
}

function namePair(world: World, pair: { readonly polymarket: number; readonly kalshi: number }) {
  return {
    polymarket: world.universe.polymarket[pair.polymarket]?.spec.slug ?? "",
    kalshi: world.universe.kalshi[pair.kalshi]?.spec.ticker ?? "",
  };
}

function describeWindow(world: World, window: PlannedWindow): ManifestWindow {
  const { startTimeMs } = world.options;
  return {
    id: window.id,
    kind: window.kind,
    startMs: startTimeMs + Math.ceil(window.startUs / 1000),
    endMs: startTimeMs + Math.floor(window.endUs / 1000),
    edge: (window.edge / 10_000).toFixed(2),
    contracts: window.contracts,
    legs: window.kind === "neg_risk" ? setLegs(world) : pairLegs(world, window),
  };
}

function setLegs(world: World): ManifestLeg[] {
  return (world.universe.polymarketSets[0] ?? []).map((index) => polymarketLeg(world, index, "yes"));
}

function pairLegs(world: World, window: PlannedWindow): ManifestLeg[] {
  const pair = world.universe.pairs[window.pair];
  if (!pair) return [];
  const isYesHere = window.kind === "yes_polymarket";
  const ticker = world.universe.kalshi[pair.kalshi]?.spec.ticker ?? "";
  const here = polymarketLeg(world, pair.polymarket, isYesHere ? "yes" : "no");
  const there: ManifestLeg = { venue: "kalshi", market: ticker, outcome: isYesHere ? "no" : "yes", token: "" };
  return isYesHere ? [here, there] : [there, here];
}

function polymarketLeg(world: World, index: number, outcome: "yes" | "no"): ManifestLeg {
  const spec = world.universe.polymarket[index]?.spec;
  const token = spec?.tokens[outcome === "yes" ? 0 : 1] ?? "";
  return { venue: "polymarket", market: spec?.slug ?? "", outcome, token };
}
