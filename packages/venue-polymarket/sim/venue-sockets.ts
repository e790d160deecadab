import type { SimConnection, SimSession, SimSocket } from "@augury/sim-kit";
import { MarketSession } from "./market-session.ts";
import { REFERENCE_SOCKETS } from "./reference/sockets.ts";
import type { SimWorld } from "./sim-world.ts";
import { UserSession } from "./user/user-session.ts";

/** What tests set differently from the venue. */
export interface SocketLimits {
  readonly subscribeTimeoutMs: number;
  readonly snapshotAssetsMax: number;
}

/** One WebSocket address of the venue. */
export interface VenueSocket {
  readonly path: string;
  readonly ping?: NonNullable<SimSocket["ping"]>;
  open(world: SimWorld, connection: SimConnection, limits: SocketLimits): SimSession;
}

/** The venue's WebSocket addresses. */
export const VENUE_SOCKETS: readonly VenueSocket[] = [
  { path: "/ws/market", open: openMarketSession },
  { path: "/ws/user", open: (world, connection) => new UserSession(world, connection) },
  ...REFERENCE_SOCKETS,
];

function openMarketSession(
  { exchange, random, nowMs }: SimWorld,
  link: SimConnection,
  limits: SocketLimits,
): SimSession {
  return new MarketSession({ exchange, link, random, nowMs: nowMs(), ...limits });
}
