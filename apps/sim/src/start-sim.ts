import { type Result, systemClock } from "@augury/core";
import { FakeSources } from "@augury/sources/sim";
import { type AccessKey, FakeKalshi, KalshiExchange, KalshiPlayer } from "@augury/venue-kalshi/sim";
import { FakePolymarket, PolymarketExchange, PolymarketPlayer } from "@augury/venue-polymarket/sim";
import { answerControl, type ChaosRequest, type Controllable, type SimStats } from "./control.ts";
import { GenerateDriver } from "./generate-driver.ts";
import { LoopDriver, renderLoop } from "./loop-driver.ts";
import { type Manifest, toManifest } from "./manifest.ts";
import { PlayDriver, type PlayResult } from "./play-driver.ts";
import { openSource, type VenueSource } from "./recording-source.ts";
import { WORLD_DEFAULTS, World, type WorldOptions } from "./world.ts";

export interface SimOptions {
  /** 0 (the default) picks free ports. */
  readonly polymarketPort?: number;
  readonly kalshiPort?: number;
  /** Who may connect to Kalshi. Without any, every handshake is refused. */
  readonly kalshiKeys?: readonly AccessKey[];
  /** The world to generate, where it differs from {@link WORLD_DEFAULTS}. It starts now unless told otherwise. */
  readonly world?: Partial<WorldOptions>;
  /** Recordings to play instead of generating. */
  readonly play?: {
    readonly files: readonly string[];
    readonly speed: number | "max";
    readonly coverageMsMax?: number;
  };
  /** Pre-rendered frames to repeat instead: at so many a second per venue, or as fast as clients read. */
  readonly loop?: { readonly rate: number | "max"; readonly frames?: number };
  /** A TCP relay before each server, which the half_open fault needs. On by default; a bench wants it off. */
  readonly relay?: boolean;
}

/** Both fake venues and the fake data sources, running. */
export interface Sim extends Controllable {
  readonly manifest: Manifest;
  /** Turns the chaos dial; the error is one line. */
  chaos(request: ChaosRequest): Result<void, string>;
  stats(): SimStats;
  /** Resolves when all recordings have been played and taken; never for a generated world. */
  readonly finished: Promise<PlayResult>;
  stop(): Promise<void>;
}

const LOOP_FRAMES = 20_000;
const LOOP_WORLD_RATE = 10_000;
const COVERAGE_MS_MAX = 15_000;
const SETTLE_MS = 250;

/** What moves the venues. */
interface Drive {
  readonly finished: Promise<PlayResult>;
  stop(): void;
}

interface Venues {
  readonly polymarket: FakePolymarket;
  readonly kalshi: FakeKalshi;
  readonly dataSources: FakeSources;
}

/** Starts both fake venues, what moves them, and the data sources. Throws an error of one line when a port is taken or a recording is missing. */
export async function startSim(options: SimOptions = {}): Promise<Sim> {
  const createdUs = systemClock.nowUs();
  const sources = await Promise.all((options.play?.files ?? []).map(openSource));
  const world = options.play ? undefined : new World(worldOptionsOf(options));
  const exchanges = world ?? (await openExchanges(sources));
  const sim = new RunningSim(world);
  const venues = startVenues(options, exchanges, sim);
  sim.begin(venues, drive(options, { venues, world, sources, createdUs }), modeOf(options));
  return sim;
}

function worldOptionsOf({ world, loop }: SimOptions): WorldOptions {
  // A loop returns to its first books, which markets that come and go would not; its stamps span a few seconds at most.
  const steady = loop
    ? { lifecycle: false, windows: false, polymarketRate: LOOP_WORLD_RATE, kalshiRate: LOOP_WORLD_RATE }
    : {};
  return { ...WORLD_DEFAULTS, startTimeMs: Date.now(), ...world, ...steady };
}

function modeOf(options: SimOptions): Manifest["mode"] {
  if (options.play) return "play";
  return options.loop ? "loop" : "generate";
}

interface Exchanges {
  readonly polymarket: PolymarketExchange;
  readonly kalshi: KalshiExchange;
}

/** Lists the markets that recordings speak of. */
async function openExchanges(sources: readonly VenueSource[]): Promise<Exchanges> {
  const polymarket = new PolymarketExchange(1);
  const kalshi = new KalshiExchange(1);
  const players = { polymarket: new PolymarketPlayer(polymarket), kalshi: new KalshiPlayer(kalshi) };
  for (const { venue, texts } of sources) for await (const text of texts()) players[venue].prepare(text);
  return { polymarket, kalshi };
}

function startVenues(options: SimOptions, { polymarket, kalshi }: Exchanges, sim: Controllable): Venues {
  const shared = {
    seed: options.world?.seed ?? WORLD_DEFAULTS.seed,
    relay: options.relay ?? true,
    control: (request: Request, url: URL) => answerControl(sim, request, url),
  };
  const first = listen("Polymarket", options.polymarketPort ?? 0, (port) =>
    FakePolymarket.start({ ...shared, port, exchange: polymarket }),
  );
  try {
    const second = listen("Kalshi", options.kalshiPort ?? 0, (port) =>
      FakeKalshi.start({ ...shared, port, exchange: kalshi, keys: options.kalshiKeys ?? [] }),
    );
    return { polymarket: first, kalshi: second, dataSources: FakeSources.start({ seed: shared.seed }) };
  } catch (cause) {
    void first.stop();
    throw cause;
  }
}

function listen<T>(venue: string, port: number, start: (port: number) => T): T {
  try {
    return start(port);
  } catch (cause) {
    const code = (cause as { code?: string }).code;
    const why = code === "EADDRINUSE" ? "is in use" : `cannot be used (${code ?? String(cause)})`;
    throw new Error(`port ${port} for ${venue} ${why}`, { cause });
  }
}

function drive(
  options: SimOptions,
  cast: { venues: Venues; world: World | undefined; sources: readonly VenueSource[]; createdUs: number },
): Drive {
  const { venues, world } = cast;
  if (!world) return playRecordings(options, venues, cast.sources);
  if (options.loop) return repeat(options.loop, venues, world);
  const driver = new GenerateDriver(world, [venues.polymarket, venues.kalshi], systemClock.nowUs, cast.createdUs);
  driver.start();
  return { finished: new Promise(() => {}), stop: () => driver.stop() };
}

function playRecordings(options: SimOptions, { polymarket, kalshi }: Venues, sources: readonly VenueSource[]): Drive {
  const players = {
    polymarket: { venue: polymarket, player: new PolymarketPlayer(polymarket.exchange) },
    kalshi: { venue: kalshi, player: new KalshiPlayer(kalshi.exchange) },
  };
  const drivers = (["polymarket", "kalshi"] as const).map((name) => {
    const { venue, player } = players[name];
    return new PlayDriver({
      sources: sources.filter((source) => source.venue === name),
      speed: options.play?.speed ?? 1,
      coverageMsMax: options.play?.coverageMsMax ?? COVERAGE_MS_MAX,
      settleMs: SETTLE_MS,
      target: Object.assign(targetOf(venue), { play: (text: string) => player.play(text) }),
    });
  });
  return {
    finished: Promise.all(drivers.map((driver) => driver.run())).then(sumOf),
    stop: () => {
      for (const driver of drivers) driver.stop();
    },
  };
}

function repeat(loop: NonNullable<SimOptions["loop"]>, { polymarket, kalshi }: Venues, world: World): Drive {
  const rendered = renderLoop(world, loop.frames ?? LOOP_FRAMES);
  const drivers = [
    new LoopDriver(Object.assign(targetOf(polymarket), { frames: rendered.polymarket }), loop.rate),
    new LoopDriver(Object.assign(targetOf(kalshi), { frames: rendered.kalshi }), loop.rate),
  ];
  for (const driver of drivers) void driver.run();
  return {
    finished: new Promise(() => {}),
    stop: () => {
      for (const driver of drivers) driver.stop();
    },
  };
}

/** A venue as the drivers see it. */
function targetOf(venue: FakePolymarket | FakeKalshi) {
  return {
    get isBlocked(): boolean {
      return venue.isBlocked;
    },
    flush: () => venue.flush(),
    drained: () => venue.drained(),
    isCovered: () => isCovered(venue),
  };
}

function isCovered(venue: FakePolymarket | FakeKalshi): boolean {
  if (venue instanceof FakeKalshi) return venue.exchange.markets.every((market) => venue.exchange.hasAudience(market));
  return venue.exchange.markets.every((market) => venue.exchange.hasAudience(market));
}

function sumOf(results: readonly PlayResult[]): PlayResult {
  let framesPlayed = 0;
  let framesSkipped = 0;
  for (const result of results) {
    framesPlayed += result.framesPlayed;
    framesSkipped += result.framesSkipped;
  }
  return { framesPlayed, framesSkipped };
}

class RunningSim implements Sim {
  private venues: Venues | undefined;
  private moving: Drive | undefined;
  private described: Manifest | undefined;

  constructor(private readonly world: World | undefined) {}

  begin(venues: Venues, moving: Drive, mode: Manifest["mode"]): void {
    this.venues = venues;
    this.moving = moving;
    this.described = toManifest(mode, venues, this.world);
  }

  get manifest(): Manifest {
    return this.begun.manifest;
  }

  get finished(): Promise<PlayResult> {
    return this.begun.moving.finished;
  }

  chaos(request: ChaosRequest): Result<void, string> {
    const { venue, ...fault } = request;
    const { venues } = this.begun;
    const targets = venue === "all" ? [venues.polymarket, venues.kalshi] : [venues[venue]];
    for (const target of targets) {
      const outcome = target.chaos(fault);
      if (!outcome.ok) return outcome;
    }
    return { ok: true, value: undefined };
  }

  stats(): SimStats {
    const { polymarket, kalshi } = this.begun.venues;
    return {
      polymarket: polymarket.stats(),
      kalshi: kalshi.stats(),
      framesMade: { polymarket: polymarket.exchange.framesMade, kalshi: kalshi.exchange.framesMade },
      windowsOpened: this.world?.openedWindows ?? [],
    };
  }

  async stop(): Promise<void> {
    const { venues, moving } = this.begun;
    moving.stop();
    await Promise.all([venues.polymarket.stop(), venues.kalshi.stop(), venues.dataSources.stop()]);
  }

  private get begun(): { readonly venues: Venues; readonly moving: Drive; readonly manifest: Manifest } {
    const { venues, moving, described } = this;
    if (!venues || !moving || !described) throw new Error("the sim has not begun yet");
    return { venues, moving, manifest: described };
  }
}
