import type { Scheduler, Timer } from "@augury/net";
import type { KalshiRequestSigner } from "./request-signing.ts";

type Headers = Readonly<Record<string, string>>;

/** A signer that can also sign aside: `KalshiSigner` of packages/signing. */
export interface LateSigner extends KalshiRequestSigner {
  headersLater(timeMs: number, method: string, path: string): Promise<Headers>;
}

export interface HeadersAheadOptions {
  readonly signer: LateSigner;
  /** What is signed ahead. Paths start at the host root, without a query. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly scheduler: Scheduler;
  /** The venue's clock, Unix ms: `client.http.clock.serverTimeMs(scheduler.nowUs())`. */
  readonly venueMs: () => number;
  /** Headers whose timestamp is further from the request's are not used. Which skew the venue tolerates is not published. Default 250. */
  readonly ageMsMax?: number;
}

interface Route {
  readonly method: string;
  readonly path: string;
  ready: { readonly timeMs: number; readonly headers: Headers } | undefined;
  isSigning: boolean;
  timer: Timer | undefined;
}

const AGE_MS_MAX = 250;
/** Renewed at this share of their age, so that there is no moment without. */
const RENEW_SHARE = 0.8;

/**
 * Keeps one set of signed headers ready per route, so that an order does not wait for an RSA signature: it covers timestamp, method and
 * path alone (kalshi.md section 4).
 *
 * 1. A set is used once, and no later than `ageMsMax` after its timestamp; the next one is signed aside at once.
 * 2. Where none is ready (a burst, another route, the venue's clock was corrected) the request is signed on the spot.
 */
export class HeadersAhead implements KalshiRequestSigner {
  readonly counts = {
    /** Requests that took a set that was ready. */
    ahead: 0,
    /** Requests of these routes that were signed on the spot. */
    onTheSpot: 0,
    /** Signatures aside that failed. */
    failed: 0,
  };
  private readonly routes: ReadonlyMap<string, Route>;
  private isRunning = false;

  constructor(private readonly options: HeadersAheadOptions) {
    this.routes = new Map(
      options.routes.map(({ method, path }) => [
        `${method} ${path}`,
        { method, path, ready: undefined, isSigning: false, timer: undefined },
      ]),
    );
  }

  start(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    for (const route of this.routes.values()) this.signAside(route);
  }

  /** Forgets what is ready; from then on everything is signed on the spot. */
  stop(): void {
    this.isRunning = false;
    for (const route of this.routes.values()) {
      route.timer?.cancel();
      route.ready = undefined;
    }
  }

  headers(timeMs: number, method: string, path: string): Headers {
    const { ageMsMax = AGE_MS_MAX, signer } = this.options;
    const route = this.routes.get(`${method} ${path}`);
    if (route === undefined) return signer.headers(timeMs, method, path);
    const { ready } = route;
    route.ready = undefined;
    if (this.isRunning) this.signIn(route, 0);
    if (ready !== undefined && Math.abs(timeMs - ready.timeMs) <= ageMsMax) {
      this.counts.ahead++;
      return ready.headers;
    }
    this.counts.onTheSpot++;
    return signer.headers(timeMs, method, path);
  }

  private signIn(route: Route, delayMs: number): void {
    route.timer?.cancel();
    route.timer = this.options.scheduler.after(delayMs, () => this.signAside(route));
  }

  private async signAside(route: Route): Promise<void> {
    if (route.isSigning || !this.isRunning) return;
    const { ageMsMax = AGE_MS_MAX, signer, venueMs } = this.options;
    const { method, path } = route;
    const timeMs = venueMs();
    route.isSigning = true;
    try {
      const headers = await signer.headersLater(timeMs, method, path);
      if (this.isRunning) route.ready = { timeMs, headers };
    } catch {
      this.counts.failed++;
    } finally {
      route.isSigning = false;
      if (this.isRunning) this.signIn(route, ageMsMax * RENEW_SHARE);
    }
  }
}
