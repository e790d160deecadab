import { idOf } from "../account/sim-ids.ts";
import type { KalshiExchange } from "../kalshi-exchange.ts";
import type { EventSpec, SeriesSpec } from "../market-spec.ts";
import type { SimMarket } from "../sim-market.ts";

/** What happens in the world of an event. */
export interface SimMilestone {
  readonly id: string;
  readonly event: EventSpec;
  readonly startMs: number;
}

/** The exchange's markets by event and series, and the things of the world that hang on them; all of it follows from the markets. */
export class Catalog {
  constructor(private readonly exchange: KalshiExchange) {}

  events(): ReadonlyMap<string, readonly SimMarket[]> {
    return Map.groupBy(this.exchange.markets, ({ spec }) => spec.event.ticker);
  }

  series(): readonly SeriesSpec[] {
    return [
      ...new Map(this.exchange.markets.map(({ spec }) => [spec.event.series.ticker, spec.event.series])).values(),
    ];
  }

  milestones(): readonly SimMilestone[] {
    return [...this.events().values()].map((markets) => {
      const { event, openTimeMs } = (markets[0] as SimMarket).spec;
      return { id: idOf(`milestone ${event.ticker}`), event, startMs: openTimeMs };
    });
  }

  findMilestone(id: string): SimMilestone | undefined {
    return this.milestones().find((milestone) => milestone.id === id);
  }

  marketsOf(event: EventSpec): readonly SimMarket[] {
    return this.exchange.markets.filter(({ spec }) => spec.event.ticker === event.ticker);
  }
}
