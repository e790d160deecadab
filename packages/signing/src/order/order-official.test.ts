import { expect, test } from "bun:test";
import { Prng } from "@augury/core";
import {
  Chain,
  type SignedOrder as OfficialOrder,
  OrderBuilder,
  Side,
  type TickSize,
} from "@polymarket/clob-client-v2";
import { createWalletClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon, polygonAmoy } from "viem/chains";
import { CHAIN_IDS, type ChainId } from "../eip712/clob-auth.ts";
import { Wallet } from "../wallet/wallet.ts";
import { exchangeNameOf } from "./exchanges.ts";
import { OrderSigner } from "./order-signer.ts";
import { SIGNATURE_TYPE, type WalletKind } from "./order-struct.ts";
import { verifyOrder } from "./order-verifier.ts";

const ORDERS = 10_000;
const KINDS: readonly WalletKind[] = ["eoa", "proxy", "safe", "depositWallet"];
const TICKS = ["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"] as const;

const prng = new Prng(20_261_121);
const below = (bound: number) => prng.int(0, bound - 1);
const hex = (bytes: number) =>
  Array.from({ length: bytes }, () => below(256).toString(16).padStart(2, "0")).join("") as string;
const pick = <T>(list: readonly T[]) => list[below(list.length)] as T;

/** An account as both clients know it: the official builder on viem, which is how its examples use it. */
function makeAccount(chainId: ChainId, kind: WalletKind) {
  const key = hex(32);
  const account = privateKeyToAccount(`0x${key}`);
  const funder = kind === "eoa" ? undefined : `0x${hex(20)}`;
  const wallet = Wallet.fromPrivateKey(key);
  if (!wallet.ok) throw wallet.error;
  const signer = OrderSigner.open(wallet.value, { chainId, kind, ...(funder && { funder }) });
  if (!signer.ok) throw signer.error;
  const chain = chainId === 137 ? polygon : polygonAmoy;
  // Signing with a local key asks no node: a request would be a mistake.
  const transport = custom({ request: () => Promise.reject(new Error("no node is asked")) });
  const walletClient = createWalletClient({ account, chain, transport });
  const officialChain = chainId === 137 ? Chain.POLYGON : Chain.AMOY;
  const official = new OrderBuilder(walletClient, officialChain, SIGNATURE_TYPE[kind], funder);
  return { signer: signer.value, official, chainId };
}

/** An order by the official client: of any version, side, tick, price and size; with exact amounts on the third exchange. */
async function buildOfficial(official: OrderBuilder) {
  const tickSize = pick<TickSize>(TICKS);
  const steps = Math.round(1 / Number(tickSize));
  const protocol = below(3) === 0 ? 3 : 2;
  const negRisk = below(2) === 0;
  const common = {
    tokenID: BigInt(`0x${hex(1 + below(32))}`).toString(),
    side: below(2) === 0 ? Side.BUY : Side.SELL,
    ...(below(3) === 0 && { builderCode: `0x${hex(32)}` }),
    ...(below(3) === 0 && { metadata: `0x${hex(32)}` }),
  };
  const price = Number(((1 + below(steps - 1)) / steps).toFixed(4));
  const size = (1 + below(10 ** (1 + below(9)))) / 100;
  const exact = { makerAmount: String(1 + below(2 ** 31)), takerAmount: String(1 + below(2 ** 31)) };
  const options = { tickSize, negRisk };
  const order =
    protocol === 3 && below(2) === 0
      ? await official.buildExchangeV3OrderFromAmounts({ ...common, ...exact })
      : below(4) === 0
        ? await official.buildMarketOrder({ ...common, price, amount: size }, options, protocol)
        : await official.buildOrder({ ...common, price, size }, options, protocol);
  return { order: order as Extract<OfficialOrder, { builder: string }>, exchange: exchangeNameOf(protocol, negRisk) };
}

test("OrderSigner.sign: behavior: 10 000 random orders equal the official client's, byte for byte", async () => {
  const accounts = CHAIN_IDS.flatMap((chainId) => KINDS.map((kind) => makeAccount(chainId, kind)));
  const seen = new Set<string>();
  for (let i = 0; i < ORDERS; i++) {
    const { signer, official, chainId } = pick(accounts);
    const { order, exchange } = await buildOfficial(official);
    const { tokenId, metadata, builder, side } = order;
    const template = signer.template({ exchange, tokenId, metadata, builder });
    if (template === undefined) throw new Error("the official client's fields are right");
    const terms = {
      salt: Number(order.salt),
      makerAmount: Number(order.makerAmount),
      takerAmount: Number(order.takerAmount),
      timestampMs: Number(order.timestamp),
    };
    const ours = signer.sign(template, { ...terms, side });
    const { orderId, ...fields } = ours;
    const { expiration, ...theirs } = { ...order, salt: Number(order.salt) };
    expect(expiration).toBe("0");
    expect(fields as object).toEqual(theirs as object);
    if (i % 20 === 0) expect(verifyOrder(template.exchange, ours)).toEqual({ orderId, signedBy: signer.owner });
    seen.add(`${chainId} ${exchange} ${order.signatureType} ${side}`);
  }
  // Both sides of every kind of wallet on every exchange of both chains.
  expect(seen.size).toBe(2 * 3 * 4 * 2);
}, 120_000);
