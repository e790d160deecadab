import {
  type ExchangeName,
  newSalt,
  type OrderSide,
  OrderSigner,
  SIGNATURE_TYPE,
  Wallet,
  type WalletKind,
} from "@augury/signing";
import type { SimApiKey } from "./account/account-store.ts";
import type { SimAccount } from "./account/sim-account.ts";
import type { Placement } from "./desk/order-desk.ts";
import type { OrderBody } from "./desk/order-request.ts";
import type { Refusal } from "./desk/refusal.ts";
import type { SimWorld } from "./sim-world.ts";

/** What a test's order says; the price in dollars, the size in contracts. */
export interface TestOrder {
  readonly token: string;
  readonly side: OrderSide;
  readonly price: number;
  readonly size: number;
  readonly type?: OrderBody["orderType"];
  readonly postOnly?: boolean;
  readonly expiration?: number;
  readonly negRisk?: boolean;
  /** Of the order's signature; the V2 exchange of `negRisk` by default. */
  readonly exchange?: ExchangeName;
  readonly builder?: string;
}

/** A wallet with an API key that signs real orders and posts them to the desk without a network: for tests. */
export class SimTrader {
  readonly key: SimApiKey;
  /** Whose money is traded. */
  readonly wallet: SimAccount;
  private readonly orders: OrderSigner;

  /** Trades with the key's own money, or with that of its proxy, Safe or deposit wallet; `funder` names another wallet than the venue's factory makes. */
  constructor(
    private readonly world: SimWorld,
    privateKey: string,
    { kind = "eoa", funder }: { readonly kind?: WalletKind; readonly funder?: string } = {},
  ) {
    const owner = Wallet.fromPrivateKey(privateKey);
    if (!owner.ok) throw owner.error;
    const { address } = owner.value;
    const { accounts } = world;
    const key = accounts.findKeyOf(address, "0") ?? accounts.createKey(address, "0");
    if (!key) throw new Error("there is room for another key");
    this.key = key;
    this.wallet = accounts.walletOf(key.account, SIGNATURE_TYPE[kind]);
    const named = kind === "eoa" ? {} : { funder: funder ?? this.wallet.address };
    const orders = OrderSigner.open(owner.value, { chainId: 137, kind, ...named });
    if (!orders.ok) throw orders.error;
    this.orders = orders.value;
  }

  /** Returns the body that `POST /order` takes. */
  sign({ token, side, price, size, type = "GTC", ...rest }: TestOrder): OrderBody {
    const { postOnly = false, expiration = 0, negRisk = false, builder } = rest;
    const exchange = rest.exchange ?? (negRisk ? "negRiskV2" : "v2");
    const template = this.orders.template({ exchange, tokenId: token, ...(builder && { builder }) });
    if (!template) throw new Error(`a token id, was ${token}`);
    const [contracts, dollars] = [Math.round(size * 1e6), Math.round(size * price * 1e6)];
    const signed = this.orders.sign(template, {
      salt: newSalt(),
      side,
      makerAmount: side === "BUY" ? dollars : contracts,
      takerAmount: side === "BUY" ? contracts : dollars,
      timestampMs: this.world.nowMs(),
    });
    const order = { ...signed, expiration: String(expiration) };
    return { order, owner: this.key.apiKey, orderType: type, postOnly, deferExec: false };
  }

  post(order: TestOrder): Placement | Refusal {
    return this.world.desk.place(this.sign(order), this.key, this.world.nowMs());
  }

  get collateral(): number {
    return this.wallet.collateral;
  }

  tokensOf(token: string): number {
    return this.wallet.tokensOf(token);
  }
}

/** Public test keys of the Hardhat project: they own nothing anywhere. */
export const TEST_KEYS = [
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
] as const;
