import type { SimApiKey } from "./account/account-store.ts";

/** Calls per 10 s by what the endpoint begins with; the first that fits counts (polymarket.md section 16). */
const WINDOWS: readonly (readonly [RegExp, number])[] = [
  [/^POST \/(books|prices|midpoints|spreads|last-trades-prices)$/, 500],
  [/^GET \/(book|price|midpoint)$/, 1500],
  [/ \/(batch-)?prices-history$/, 1000],
  [/^GET \/tick-size/, 200],
  [/^GET \/balance-allowance\/update$/, 50],
  [/^GET \/balance-allowance$/, 200],
  [/^GET \/data\//, 500],
  [/ \/notifications$/, 125],
  [/ \/auth\//, 100],
  [/^(POST|DELETE) \/order$/, 5000],
  [/^(POST|DELETE) \/orders$/, 2000],
  [/^DELETE \/cancel-all$/, 250],
  [/^DELETE \/cancel-market-orders$/, 1500],
  [/./, 9000],
];
const WINDOW_MS = 10_000;

interface Allowance {
  readonly rate: number;
  readonly burst: number;
}

/** Orders and cancels per second and at once, by the signer's volume of 30 days (polymarket.md section 16). */
const TIERS: ReadonlyMap<string, { readonly orders: Allowance; readonly cancels: Allowance }> = new Map([
  ["Standard", { orders: { rate: 40, burst: 60 }, cancels: { rate: 80, burst: 120 } }],
  ["Copper", { orders: { rate: 60, burst: 90 }, cancels: { rate: 120, burst: 180 } }],
  ["Bronze", { orders: { rate: 80, burst: 120 }, cancels: { rate: 160, burst: 240 } }],
  ["Silver", { orders: { rate: 200, burst: 300 }, cancels: { rate: 400, burst: 600 } }],
  ["Gold", { orders: { rate: 400, burst: 600 }, cancels: { rate: 800, burst: 1200 } }],
  ["Platinum", { orders: { rate: 450, burst: 675 }, cancels: { rate: 900, burst: 1350 } }],
  ["Diamond", { orders: { rate: 525, burst: 787 }, cancels: { rate: 1050, burst: 1575 } }],
  ["Elite", { orders: { rate: 600, burst: 900 }, cancels: { rate: 1200, burst: 1800 } }],
]);
const STANDARD: Allowance = { rate: 40, burst: 60 };

interface Bucket {
  tokens: number;
  atMs: number;
}

/** The venue's limits: windows per address, buckets per signer. Batches are all or nothing. */
export class SimLimits {
  /** Off for load tests. */
  isOn = true;
  private readonly counts = new Map<number, { window: number; count: number }>();
  private readonly buckets = new Map<string, Bucket>();

  /** Counts a call; returns Cloudflare's refusal when there were too many in this window. */
  admit(endpoint: string, nowMs: number): Response | undefined {
    if (!this.isOn) return undefined;
    const kind = WINDOWS.findIndex(([pattern]) => pattern.test(endpoint));
    const window = Math.floor(nowMs / WINDOW_MS);
    const known = this.counts.get(kind);
    const count = known?.window === window ? known.count + 1 : 1;
    this.counts.set(kind, { window, count });
    if (count <= (WINDOWS[kind]?.[1] ?? 0)) return undefined;
    const seconds = Math.ceil(((window + 1) * WINDOW_MS - nowMs) / 1000);
    const headers = { "retry-after": String(seconds), "content-type": "text/html", server: "cloudflare" };
    return new Response("error code: 1015", { status: 429, headers });
  }

  /** Takes `cost` from a signer's bucket; returns the venue's refusal when it is not there. */
  spend({ account }: SimApiKey, kind: "orders" | "cancels", cost: number, nowMs: number): Response | undefined {
    if (!this.isOn) return undefined;
    const { rate, burst } = TIERS.get(account.tier)?.[kind] ?? STANDARD;
    const name = `${kind} ${account.address}`;
    const known = this.buckets.get(name) ?? { tokens: burst, atMs: nowMs };
    const tokens = Math.min(burst, known.tokens + ((nowMs - known.atMs) / 1000) * rate);
    const isThere = tokens >= cost;
    this.buckets.set(name, { tokens: isThere ? tokens - cost : tokens, atMs: nowMs });
    if (isThere) return undefined;
    const seconds = Math.ceil((cost - tokens) / rate);
    const headers = {
      "retry-after": String(seconds),
      "Poly-RateLimit-Remaining": String(Math.floor(tokens)),
      "Poly-RateLimit-Reset": String(seconds),
      "Poly-RateLimit-Tier": account.tier,
    };
    return Response.json({ error: "Too Many Requests" }, { status: 429, headers });
  }
}
