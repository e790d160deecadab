import { Wallet } from "@augury/signing";
import { SCENE_TABLE } from "@augury/venue-polymarket/live/sim";
import { exchangeOf, FakePolymarket, TEST_KEYS } from "@augury/venue-polymarket/sim";
import type { LiveVenueStarts } from "../live-venues.ts";
import type { RigVenue } from "../rig-venue.ts";

const wallet = Wallet.fromPrivateKey(TEST_KEYS[0]);

/** One market with both of its tokens around 50 cents, and a funded wallet. */
export class PolymarketRigVenue implements RigVenue {
  readonly table = SCENE_TABLE;
  readonly environment = { KEY: TEST_KEYS[0] };
  readonly server = FakePolymarket.start({ port: 0, exchange: exchangeOf(1, { feeRate: 0.04 }) });

  get starts(): LiveVenueStarts {
    const { server } = this;
    return {
      polymarket: {
        wallet: { from: "environment", name: "KEY" },
        kind: "eoa",
        chainId: 137,
        clobUrl: `${server.url}/clob`,
        dataUrl: `${server.url}/data`,
        wsUrl: server.socketUrlOf("/ws"),
        http: {},
      },
    };
  }

  /** The venue's own books of the account. */
  get account() {
    return this.server.world.accounts.accountOf(wallet.ok ? wallet.value.address : "");
  }

  get resting(): number {
    return [...this.server.world.desk.orders.values()].filter(({ status }) => status === "LIVE").length;
  }

  advance(): void {
    this.server.world.advance(Date.now());
    this.server.flush();
  }

  disconnect(): void {
    this.server.chaos({ fault: "disconnect", args: { code: 1001 } });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
