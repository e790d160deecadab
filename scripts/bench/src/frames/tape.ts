import { Prng } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import { WORLD_DEFAULTS, World, type WorldOptions } from "@augury/sim";
import { CommandSession } from "@augury/venue-kalshi/sim";
import { MarketSession } from "@augury/venue-polymarket/sim";
import { kalshiInstruments, polymarketInstruments } from "./sim-instruments.ts";

/** What a client of a fake venue gets: first the snapshots, then everything that happens, in order. The same on every machine. */
export interface Tape {
  readonly instruments: InstrumentTable;
  readonly snapshots: readonly string[];
  readonly frames: readonly string[];
}

export interface TapeShape {
  /** Plain markets beside the dozen that every world has. */
  readonly extraMarkets: number;
  /** Levels a side of a plain book, where the grid has room for so many. */
  readonly levels: number;
  readonly frames: number;
}

const SEED = 7;
const STEP_US = 20_000;
/**
 * Event time of the tape. Not faster than the slowest paced run plays it: a trade that the venue tells 90 ms late must not come so late
 * that its book's hash looks like drift.
 */
const FRAMES_PER_SECOND = 1_000;

/** Renders a Polymarket market channel: every token subscribed, custom features on. */
export function renderPolymarket(shape: TapeShape): Tape {
  const world = openWorld(shape, { polymarketRate: FRAMES_PER_SECOND, polymarketExtra: shape.extraMarkets });
  const exchange = world.polymarket;
  const sent: string[] = [];
  const session = new MarketSession({
    exchange,
    link: { send: (text) => void sent.push(text), close: () => {} },
    random: new Prng(SEED),
    nowMs: 0,
    subscribeTimeoutMs: Number.MAX_SAFE_INTEGER,
    snapshotAssetsMax: Number.MAX_SAFE_INTEGER,
  });
  const assets = exchange.markets.flatMap(({ spec }) => spec.tokens);
  session.receive(JSON.stringify({ type: "market", assets_ids: assets, custom_feature_enabled: true }));
  const snapshots = sent.splice(0);
  return { instruments: polymarketInstruments(exchange), snapshots, frames: collect(world, sent, shape.frames) };
}

/** Renders a Kalshi WebSocket with order books, tickers and trades of every market. */
export function renderKalshi(shape: TapeShape): Tape {
  const world = openWorld(shape, { kalshiRate: FRAMES_PER_SECOND, kalshiExtra: shape.extraMarkets });
  const exchange = world.kalshi;
  const sent: string[] = [];
  const session = new CommandSession({
    exchange,
    link: { send: (text) => void sent.push(text), takeGap: () => 0 },
    random: new Prng(SEED),
    reorderAcks: false,
  });
  const market_tickers = exchange.markets.map(({ spec }) => spec.ticker);
  const params = { channels: ["orderbook_delta", "ticker", "trade"], market_tickers };
  session.receive(JSON.stringify({ id: 1, cmd: "subscribe", params }));
  session.onTime(0);
  const snapshots = sent.splice(0);
  return { instruments: kalshiInstruments(exchange), snapshots, frames: collect(world, sent, shape.frames) };
}

/** A world without markets that come and go, so that a tape can be played again from its snapshots. */
function openWorld({ levels }: TapeShape, own: Partial<WorldOptions>): World {
  const quiet = { polymarketRate: 1, kalshiRate: 1, windows: false, lifecycle: false };
  return new World({ ...WORLD_DEFAULTS, ...quiet, seed: SEED, levels, ...own });
}

function collect(world: World, sent: string[], frames: number): string[] {
  while (sent.length < frames) world.step(world.nowUs + STEP_US);
  return sent.slice(0, frames);
}
