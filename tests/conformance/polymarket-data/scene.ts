import type { ApiClient } from "@augury/net";
import { ASK, BID, type LevelChange } from "@augury/sim-kit";
import { openData, openGamma } from "@augury/venue-polymarket";
import { type EventSpec, FakePolymarket, type MarketSpec, PolymarketExchange } from "@augury/venue-polymarket/sim";
import { createPublicClient, forkEnvironmentConfig } from "@polymarket/client";

/** The venue's clock: it stands still, so that both clients ask at the same moment. */
const NOW_MS = 1_795_300_000_000;
const MARKETS = 5;
export const CONDITIONS = Array.from({ length: MARKETS }, (_, at) => `0x${String(at + 1).repeat(64)}`);
export const RACE: EventSpec = {
  id: "31",
  slug: "the-race",
  title: "The race",
  negRisk: true,
  negRiskAugmented: false,
  negRiskMarketId: `0x${"e".repeat(64)}`,
};
export const PLAIN: EventSpec = {
  ...RACE,
  id: "32",
  slug: "plain",
  title: "A plain event",
  negRisk: false,
  negRiskMarketId: "",
};

const SIZE = 500_000_000;
const LEVELS: readonly LevelChange[] = [
  { side: BID, price: 4700, size: SIZE },
  { side: BID, price: 4900, size: SIZE },
  { side: ASK, price: 5100, size: SIZE },
  { side: ASK, price: 5300, size: SIZE },
];

type OfficialClient = ReturnType<typeof createPublicClient>;

/** What a case gets: the official client and ours on one venue, where reading changes nothing. */
export class Scene {
  private constructor(
    private readonly venue: FakePolymarket,
    readonly official: OfficialClient,
    readonly gamma: ApiClient,
    readonly data: ApiClient,
    /** A wallet that has traded. */
    readonly user: string,
  ) {}

  static async open(): Promise<Scene> {
    const venue = FakePolymarket.start({ port: 0, exchange: tradedExchange(), nowMs: () => NOW_MS });
    const [gammaUrl, dataUrl] = [`${venue.url}/gamma`, `${venue.url}/data`];
    const environment = forkEnvironmentConfig({ name: "sim", gamma: { rest: gammaUrl }, data: { rest: dataUrl } });
    const gamma = openGamma({ baseUrl: gammaUrl }).client;
    const data = openData({ baseUrl: dataUrl }).client;
    const board = await data.call("leaderboard", { orderBy: "VOL", timePeriod: "ALL", limit: 1 });
    if (!board.ok) throw board.error;
    const [first] = board.value.value as { proxyWallet: string }[];
    return new Scene(venue, createPublicClient({ environment }), gamma, data, first?.proxyWallet ?? "");
  }

  async close(): Promise<void> {
    this.gamma.close();
    this.data.close();
    await this.venue.stop();
  }
}

/** Three exclusive markets and two others with trades in all of them; the last one is resolved. */
function tradedExchange(): PolymarketExchange {
  const exchange = new PolymarketExchange(3);
  const startUs = (NOW_MS - 3_600_000) * 1000;
  for (let at = 0; at < MARKETS; at++) {
    const index = exchange.addMarket(specOf(at), startUs);
    exchange.seedBook(index, LEVELS, startUs);
    for (let trade = 0; trade < 12; trade++) {
      const takerSide = trade % 3 === 0 ? "sell" : "buy";
      const timeUs = startUs + (at * 100 + trade) * 1_000_000;
      exchange.trade(index, { takerSide, size: (trade + 1) * 2_000_000, levelsMax: 2, timeUs, echoDelayUs: 0 });
    }
  }
  exchange.resolveMarket(MARKETS - 1, 1, startUs + 1e9);
  return exchange;
}

function specOf(at: number): MarketSpec {
  return {
    id: String(500 + at),
    conditionId: CONDITIONS[at] as string,
    questionId: `0x${"ab".repeat(31)}0${at}`,
    slug: `question-${at}`,
    question: `Question ${at}?`,
    description: "It resolves, or not.",
    groupItemTitle: "",
    tokens: [`${at + 1}1`.padStart(76, "7"), `${at + 1}2`.padStart(76, "7")],
    outcomes: ["Yes", "No"],
    step: 100,
    minOrderSize: 5,
    feeRate: 0.04,
    event: at < 3 ? RACE : PLAIN,
    startTimeMs: NOW_MS - 86_400_000,
    endTimeMs: NOW_MS + 86_400_000,
  };
}
