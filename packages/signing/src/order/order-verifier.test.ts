import { expect, test } from "bun:test";
import fc from "fast-check";
import { verifyL1Signature } from "../eip712/l1-verifier.ts";
import { verifyL2Signature } from "../hmac/l2-verifier.ts";
import { Wallet } from "../wallet/wallet.ts";
import { exchangeOf } from "./exchanges.ts";
import { OrderSigner } from "./order-signer.ts";
import { verifyOrder } from "./order-verifier.ts";

const wallet = Wallet.fromPrivateKey("11".repeat(32));
const opened = wallet.ok ? OrderSigner.open(wallet.value, { chainId: 137, kind: "eoa" }) : wallet;
if (!opened.ok) throw opened.error;
const signer = opened.value;
const template = signer.template({ exchange: "v2", tokenId: "5" });
if (template === undefined) throw new Error("5 is a token");
const terms = { salt: 1, side: "BUY", makerAmount: 2, takerAmount: 3, timestampMs: 4 } as const;
const { orderId, ...order } = signer.sign(template, terms);
const exchange = exchangeOf(137, "v2");
const FIELDS = Object.keys(order) as (keyof typeof order)[];

test("verifyOrder: behavior: addresses in any case of letters are the same addresses", () => {
  const lower = { ...order, maker: order.maker.toLowerCase(), signer: order.signer.toLowerCase() } as typeof order;
  expect(verifyOrder(exchange, lower)).toEqual({ orderId, signedBy: signer.owner });
});

test("verifyOrder: behavior: whatever stands in a field, it answers and never takes it for the signer's", () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("toString", "__proto__", "0x", "0x0", "1e3", "-1", "00", "²", "1 ", 2 ** 53, null, [], ["BUY"]),
  );
  const property = fc.property(fc.constantFrom(...FIELDS), odd, (field, value) => {
    fc.pre(value !== order[field]);
    const verified = verifyOrder(exchange, { ...order, [field]: value } as unknown as typeof order);
    expect(verified?.signedBy).not.toBe(signer.owner);
  });
  fc.assert(property, { numRuns: 2_000 });
});

test("verifyL1Signature, verifyL2Signature: behavior: any texts are answered, and refused", () => {
  const texts = fc.record({
    address: fc.oneof(fc.string(), fc.constant(signer.owner as string)),
    signature: fc.oneof(fc.string(), fc.constant(order.signature)),
    timestamp: fc.oneof(fc.string(), fc.constant("1795230000")),
    nonce: fc.oneof(fc.string(), fc.constant("0")),
  });
  const property = fc.property(texts, fc.string(), fc.string(), (request, secret, path) => {
    expect(verifyL1Signature(137, request)).toBeUndefined();
    const { signature, timestamp, nonce: body } = request;
    expect(verifyL2Signature(secret, { signature, timestamp, method: "GET", path, body })).toBe(false);
  });
  fc.assert(property, { numRuns: 1_000 });
});
