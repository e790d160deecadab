import { Prng, type Result } from "@augury/core";
import { ChaosDial, type Fault, SimServer, type SimServerStats } from "@augury/sim-kit";
import { CommandSession } from "./command-session.ts";
import type { AccessKey } from "./handshake.ts";
import { KalshiExchange } from "./kalshi-exchange.ts";
import { type KeyHolder, KeyRing } from "./key-ring.ts";
import { nestedError, tooManyRequests } from "./rest/error-answers.ts";
import type { TierName } from "./rest/rate-limiter.ts";
import { RouteTable } from "./rest/route-table.ts";
import { VenueState } from "./rest/venue-state.ts";

export interface FakeKalshiOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Who may connect: the signature of every handshake is really checked. */
  readonly keys: readonly AccessKey[];
  readonly skewMsMax?: number;
  /** Connections per key id; one more is refused with 429. */
  readonly connectionsMax?: number;
  readonly seed?: number;
  readonly exchange?: KalshiExchange;
  /** Needed by the half_open fault. */
  readonly relay?: boolean;
  readonly reorderAcks?: boolean;
  readonly pingEveryMs?: number;
  readonly nowMs?: () => number;
  /** CashMicros that every account begins with. */
  readonly openingCash?: number;
  /** Rate limits of every account, until it upgrades. */
  readonly tier?: TierName;
  /** What settled or was traded longer ago stands in the history. */
  readonly historyAfterMs?: number;
  /** Answers paths that are no part of the venue: the sim's own control calls. */
  readonly control?: (request: Request, url: URL) => Response | Promise<Response> | undefined;
}

const SKEW_MS_MAX = 5000;
const CONNECTIONS_MAX = 10;
const PING_EVERY_MS = 10_000;
const OPENING_CASH = 10_000_000_000;
const HISTORY_AFTER_MS = 90 * 86_400_000;

/** Kalshi on one port: the WebSocket at `/trade-api/ws/v2`, REST below `/trade-api/v2`. */
export class FakeKalshi {
  private constructor(
    readonly exchange: KalshiExchange,
    /** Accounts, orders, keys: what REST reads and changes. */
    readonly venue: VenueState,
    private readonly server: SimServer,
  ) {}

  /** Starts listening; throws when the port is taken. */
  static start(options: FakeKalshiOptions): FakeKalshi {
    const seed = options.seed ?? 1;
    const nowMs = options.nowMs ?? Date.now;
    const exchange = options.exchange ?? new KalshiExchange(seed);
    const random = new Prng(seed ^ 0x6b61);
    const keys = new KeyRing(options.keys, options.skewMsMax ?? SKEW_MS_MAX, nowMs);
    const gate = new Gate(keys, options.connectionsMax ?? CONNECTIONS_MAX);
    const venue = new VenueState({
      exchange,
      keys,
      seed,
      nowMs,
      openingCash: options.openingCash ?? OPENING_CASH,
      tier: options.tier ?? "advanced",
      historyAfterMs: options.historyAfterMs ?? HISTORY_AFTER_MS,
    });
    const routes = new RouteTable(venue);
    const server = new SimServer({
      port: options.port,
      relay: options.relay ?? false,
      dial: new ChaosDial(seed ^ 0x6368),
      nowMs,
      sockets: [
        {
          path: "/trade-api/ws/v2",
          ping: { everyMs: options.pingEveryMs ?? PING_EVERY_MS, body: "heartbeat" },
          admit: (request) => gate.admit(request),
          accept: (connection, keyId) => {
            gate.enter(keyId);
            const session = new CommandSession({
              exchange,
              link: {
                send: (text, kind) => connection.send(text, kind),
                takeGap: () => connection.dial.takeGap(),
              },
              random,
              reorderAcks: options.reorderAcks ?? true,
              account: keys.find(keyId)?.account ?? keyId,
            });
            return {
              receive: (text) => session.receive(text),
              onTime: (timeMs) => {
                venue.advance(timeMs);
                session.onTime(timeMs);
              },
              closed: () => {
                gate.leave(keyId);
                session.closed();
              },
            };
          },
        },
      ],
      rest: (request, url) => options.control?.(request, url) ?? routes.answer(request, url),
      refusal: refuse,
    });
    return new FakeKalshi(exchange, venue, server);
  }

  get port(): number {
    return this.server.port;
  }

  /** Base address of REST. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/trade-api/v2`;
  }

  get socketUrl(): string {
    return `ws://127.0.0.1:${this.port}/trade-api/ws/v2`;
  }

  get isBlocked(): boolean {
    return this.server.isBlocked;
  }

  get connectionsOpen(): number {
    return this.server.connectionsOpen;
  }

  /** Hands the frames made so far to the sockets. */
  flush(): void {
    this.server.flush();
  }

  drained(): Promise<void> {
    return this.server.drained();
  }

  chaos(fault: Fault): Result<void, string> {
    return this.server.chaos(fault);
  }

  stats(): SimServerStats {
    return this.server.stats();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** Lets clients in: signature first, then the number of connections per key. */
class Gate {
  private readonly open = new Map<string, number>();

  constructor(
    private readonly keys: KeyRing,
    private readonly connectionsMax: number,
  ) {}

  admit(request: Request): Response | string {
    const checked: KeyHolder | { readonly refusal: string } = this.keys.check(request, new URL(request.url));
    if ("refusal" in checked) return nestedError(401, "authentication_error", "authentication_error", checked.refusal);
    if ((this.open.get(checked.keyId) ?? 0) >= this.connectionsMax) return refuse(429);
    return checked.keyId;
  }

  enter(keyId: string): void {
    this.open.set(keyId, (this.open.get(keyId) ?? 0) + 1);
  }

  leave(keyId: string): void {
    this.open.set(keyId, (this.open.get(keyId) ?? 1) - 1);
  }
}

function refuse(status: number): Response {
  if (status === 429) return tooManyRequests();
  return nestedError(status, "service_unavailable", "service unavailable");
}
