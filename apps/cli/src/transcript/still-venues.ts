import { generateThrowawayKeyPair } from "@augury/signing";
import { WORLD_DEFAULTS, World } from "@augury/sim";
import { FakeSources } from "@augury/sources/sim";
import { FakeKalshi } from "@augury/venue-kalshi/sim";
import { FakePolymarket } from "@augury/venue-polymarket/sim";
import { simAddresses } from "../sim/sim-environment.ts";

const START_MS = Date.UTC(2026, 10, 21, 12);

/** Both simulated venues of one seed, in a world that stands still: the same answers whenever they are asked. */
export interface StillVenues {
  readonly world: World;
  /** The variables that point the command line at them, keys included. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export function startStillVenues(): StillVenues {
  const world = new World({ ...WORLD_DEFAULTS, seed: 7, startTimeMs: START_MS, lifecycle: false });
  const { privateKeyPem, publicKeyPem } = generateThrowawayKeyPair();
  const polymarket = FakePolymarket.start({ port: 0, exchange: world.polymarket, nowMs: () => START_MS });
  const kalshi = FakeKalshi.start({ port: 0, exchange: world.kalshi, keys: [{ publicKey: publicKeyPem }] });
  const dataSources = FakeSources.start({ nowMs: () => START_MS });
  const env = {
    ...simAddresses({ polymarket, kalshi, dataSources: dataSources.urls() }),
    KALSHI_API_KEY: "sim-key",
    KALSHI_PRIVATE_KEY: privateKeyPem,
  };
  return {
    world,
    env,
    stop: async () => void (await Promise.all([polymarket.stop(), kalshi.stop(), dataSources.stop()])),
  };
}
