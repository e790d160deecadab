import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import type { ChainId } from "../eip712/clob-auth.ts";
import { L2Signer } from "../hmac/l2-signer.ts";
import { Wallet } from "../wallet/wallet.ts";
import { exchangeNameOf, exchangeOf } from "./exchanges.ts";
import { encodeOrderBody, type OrderType } from "./order-body.ts";
import { OrderSigner } from "./order-signer.ts";
import { type OrderFields, type OrderSide, SIGNATURE_TYPE, type WalletKind } from "./order-struct.ts";
import { verifyOrder } from "./order-verifier.ts";

interface Vector {
  readonly id: string;
  readonly input: {
    readonly privateKey: string;
    readonly chainId: ChainId;
    readonly orderVersion: 2 | 3;
    readonly negRisk: boolean;
    readonly signatureType: number;
    readonly funder?: string;
    readonly tokenID: string;
    readonly salt: string;
    readonly timestamp: string;
    readonly expiration: number;
    readonly orderType: OrderType;
    readonly postOnly: boolean;
    readonly deferExec: boolean;
    readonly l2Timestamp: number;
    readonly side: OrderSide;
    readonly builder?: string;
    readonly metadata?: string;
  };
  readonly expected: {
    readonly exchange: string;
    readonly makerAmount: string;
    readonly takerAmount: string;
    readonly domainSeparator: string;
    readonly orderHash: string;
    readonly signature: string;
    readonly postOrderBody: string;
    readonly postOrderHeaders: Record<string, string>;
  };
}

const fixtures = hasFixtures();
if (!fixtures) console.log("skipped: the Polymarket signing vectors are not here");
const vectors: Vector[] = fixtures ? JSON.parse(await readFixture("polymarket/signing-vectors.json")).orders : [];
const l2Vectors = fixtures ? JSON.parse(await readFixture("polymarket/signing-vectors.json")).l2Auth : [];

function kindOf(signatureType: number): WalletKind {
  const entry = Object.entries(SIGNATURE_TYPE).find(([, code]) => code === signatureType);
  return (entry as [WalletKind, number])[0];
}

function signVector({ input, expected }: Vector) {
  const { chainId, signatureType, funder, metadata, builder } = input;
  const wallet = Wallet.fromPrivateKey(input.privateKey);
  if (!wallet.ok) throw wallet.error;
  const signer = OrderSigner.open(wallet.value, { chainId, kind: kindOf(signatureType), ...(funder && { funder }) });
  if (!signer.ok) throw signer.error;
  const template = signer.value.template({
    exchange: exchangeNameOf(input.orderVersion, input.negRisk),
    tokenId: input.tokenID,
    ...(metadata && { metadata }),
    ...(builder && { builder }),
  });
  if (template === undefined) throw new Error("the vector's token is one");
  const order = signer.value.sign(template, {
    salt: Number(input.salt),
    side: input.side,
    makerAmount: Number(expected.makerAmount),
    takerAmount: Number(expected.takerAmount),
    timestampMs: Number(input.timestamp),
  });
  return { order, exchange: template.exchange, owner: wallet.value.address };
}

test.skipIf(!fixtures)("signing vectors: default: there are 30 orders", () => {
  expect(vectors.length).toBe(30);
  expect(new Set(vectors.map(({ input }) => input.signatureType))).toEqual(new Set([0, 1, 2, 3]));
});

test.each(vectors.map((vector) => [vector.id, vector] as const))(
  "signing vectors: behavior: %s: id, signature, body and headers, byte for byte",
  (_, vector) => {
    const { input, expected } = vector;
    const { order, exchange, owner } = signVector(vector);
    expect(exchange.address as string).toBe(expected.exchange);
    expect(`0x${Buffer.from(exchange.domainSeparator).toString("hex")}`).toBe(expected.domainSeparator);
    expect(order.orderId).toBe(expected.orderHash);
    expect(order.signature).toBe(expected.signature);
    expect(verifyOrder(exchange, order)).toEqual({ orderId: expected.orderHash, signedBy: owner });

    const { key: apiKey, secret, passphrase } = l2Vectors[0].input.creds;
    const { expiration, orderType, postOnly, deferExec } = input;
    const body = encodeOrderBody(order, { owner: apiKey, orderType, expiration, postOnly, deferExec });
    expect(body).toBe(expected.postOrderBody);
    const l2 = L2Signer.fromCredentials({ apiKey, secret, passphrase, address: owner });
    if (!l2.ok) throw l2.error;
    expect(l2.value.headers(input.l2Timestamp * 1000, "POST", "/order", body)).toEqual(
      expected.postOrderHeaders as ReturnType<L2Signer["headers"]>,
    );
  },
);

test.skipIf(!fixtures)("verifyOrder: behavior: no changed field, exchange or signature passes as the signer's", () => {
  for (const vector of vectors) {
    const { order, exchange, owner } = signVector(vector);
    const { chainId, name } = exchange;
    const changes: Partial<Record<keyof OrderFields | "signature", unknown>>[] = [
      { salt: order.salt + 1 },
      { maker: "0x3333333333333333333333333333333333333333" },
      { tokenId: "1" },
      { makerAmount: "1" },
      { takerAmount: "1" },
      { side: order.side === "BUY" ? "SELL" : "BUY" },
      { signatureType: (order.signatureType + 1) % 4 },
      { timestamp: "1" },
      { metadata: `0x${"2".repeat(64)}` },
      { builder: `0x${"2".repeat(64)}` },
      { signature: order.signature.replace(/^0x../, order.signature.startsWith("0x11") ? "0x22" : "0x11") },
    ];
    for (const change of changes) {
      expect(verifyOrder(exchange, { ...order, ...change } as typeof order)?.signedBy).not.toBe(owner);
    }
    const malformed = [
      { salt: 0.5 },
      { salt: -1 },
      { maker: "0x" },
      { tokenId: "1e3" },
      { tokenId: "01" },
      { tokenId: (1n << 256n).toString() },
      { makerAmount: "" },
      { side: "buy" },
      { signatureType: 4 },
      { metadata: "0x00" },
      { signature: order.signature.slice(0, -2) },
      { signature: `${order.signature}00` },
    ];
    for (const change of malformed) {
      expect(verifyOrder(exchange, { ...order, ...change } as unknown as typeof order)).toBeUndefined();
    }
    const other = exchangeOf(chainId, name === "v3" ? "v2" : "v3");
    expect(verifyOrder(other, order)?.signedBy).not.toBe(owner);
  }
});
