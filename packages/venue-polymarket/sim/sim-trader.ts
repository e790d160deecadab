import { type ExchangeName, newSalt, type OrderSide, OrderSigner, Wallet } from "@augury/signing";
import type { SimApiKey } from "./account/account-store.ts";
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
  private readonly orders: OrderSigner;

  constructor(
    private readonly world: SimWorld,
    privateKey: string,
  ) {
    const wallet = Wallet.fromPrivateKey(privateKey);
    if (!wallet.ok) throw wallet.error;
    const orders = OrderSigner.open(wallet.value, { chainId: 137, kind: "eoa" });
    if (!orders.ok) throw orders.error;
    this.orders = orders.value;
    const key = world.accounts.createKey(wallet.value.address, "0");
    if (!key) throw new Error("the wallet has no key yet");
    this.key = key;
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
    return this.key.account.collateral;
  }

  tokensOf(token: string): number {
    return this.key.account.tokensOf(token);
  }
}

/** Public test keys of the Hardhat project: they own nothing anywhere. */
export const TEST_KEYS = [
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
] as const;
