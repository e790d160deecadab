import { SIGNATURE_TYPE, Wallet, type WalletKind } from "@augury/signing";
import { SCENE_TABLE } from "@augury/venue-polymarket/live/sim";
import {
  exchangeOf,
  FakePolymarket,
  redeem,
  type SimAccount,
  type SimMarket,
  TEST_KEYS,
  type TokenIndex,
} from "@augury/venue-polymarket/sim";
import type { LiveVenueStarts } from "../live-venues.ts";
import type { RigVenue } from "../rig-venue.ts";

const owner = Wallet.fromPrivateKey(TEST_KEYS[0]);

/** One market with both of its tokens around 50 cents, and a key with a funded wallet of each kind, one of which is traded. */
export class PolymarketRigVenue implements RigVenue {
  readonly table = SCENE_TABLE;
  readonly environment = { KEY: TEST_KEYS[0] };
  readonly server = FakePolymarket.start({ port: 0, exchange: exchangeOf(1, { feeRate: 0.04 }) });

  /** Gamma has not heard of any market's end. */
  isGammaBehind = false;
  private readonly gamma = Bun.serve({
    port: 0,
    fetch: ({ url }) => {
      const { pathname, search } = new URL(url);
      return this.isGammaBehind ? Response.json([]) : fetch(`${this.server.url}/gamma${pathname}${search}`);
    },
  });

  constructor(
    private readonly kind: WalletKind = "eoa",
    /** Named in place of the wallet that is traded. */
    private readonly funder?: string,
  ) {}

  get starts(): LiveVenueStarts {
    const { funder = this.account.address, kind, server } = this;
    return {
      polymarket: {
        wallet: { from: "environment", name: "KEY" },
        kind,
        ...(kind !== "eoa" && { funder }),
        chainId: 137,
        clobUrl: `${server.url}/clob`,
        dataUrl: `${server.url}/data`,
        gammaUrl: this.gamma.url.href.replace(/\/$/, ""),
        wsUrl: server.socketUrlOf("/ws"),
        http: {},
      },
    };
  }

  /** The venue's own books of the wallet that is traded. */
  get account(): SimAccount {
    return this.walletOf(this.kind);
  }

  /** The venue's own books of a wallet of the key. */
  walletOf(kind: WalletKind): SimAccount {
    const { accounts } = this.server.world;
    return accounts.walletOf(accounts.accountOf(owner.ok ? owner.value.address : ""), SIGNATURE_TYPE[kind]);
  }

  get resting(): number {
    return [...this.server.world.desk.orders.values()].filter(({ status }) => status === "LIVE").length;
  }

  /** The market ends, and who won is final: the stream is the test's to tell. `redeems`: the venue redeems for the wallet, at once. */
  resolve(winner: TokenIndex | "void", { redeems = false } = {}): void {
    this.account.autoRedeems = redeems;
    this.server.exchange.resolveMarket(0, winner, Date.now() * 1000);
  }

  /** The wallet redeems everything that it holds, on chain. */
  redeem(): void {
    redeem(this.account, this.server.exchange.markets[0] as SimMarket);
  }

  advance(): void {
    this.server.world.advance(Date.now());
    this.server.flush();
  }

  disconnect(): void {
    this.server.chaos({ fault: "disconnect", args: { code: 1001 } });
  }

  stop(): Promise<void> {
    return Promise.all([this.server.stop(), this.gamma.stop(true)]).then(() => undefined);
  }
}
