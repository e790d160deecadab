import { createHmac } from "node:crypto";
import { EXCHANGE_DOMAIN_NAME, exchangeOf, newSalt, ORDER_TYPE, SIDE_CODE, ZERO_BYTES32 } from "@augury/signing";
import { privateKeyToAccount } from "viem/accounts";
import { ADDRESS, BENCH_INSTRUMENT, CREDENTIALS, PRIVATE_KEY, WANTED } from "./bench-account.ts";
import type { OrderContender } from "./order-rounds.ts";

const MICROS = 1e6;

/** Plain viem: the order's struct written out, signed with `signTypedData`. */
export function viemMaking(): OrderContender {
  return { name: "viem: signTypedData", place: openViemSigner() };
}

/** Plain viem, `node:crypto` for the request's signature, and fetch: what one writes without the official client. */
export function viemPosting(host: string): OrderContender {
  const sign = openViemSigner();
  const { apiKey, passphrase, secret } = CREDENTIALS;
  const key = Buffer.from(secret, "base64url");
  const place = async () => {
    const order = await sign();
    const body = JSON.stringify({
      deferExec: false,
      postOnly: false,
      order: { ...order, salt: Number(order.salt), expiration: "0" },
      owner: apiKey,
      orderType: "FAK",
    });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const mac = createHmac("sha256", key).update(`${timestamp}POST/order${body}`).digest("base64");
    const headers = {
      "content-type": "application/json",
      POLY_ADDRESS: ADDRESS,
      POLY_API_KEY: apiKey,
      POLY_PASSPHRASE: passphrase,
      POLY_TIMESTAMP: timestamp,
      POLY_SIGNATURE: mac.replaceAll("+", "-").replaceAll("/", "_"),
    };
    return (await fetch(`${host}/order`, { method: "POST", headers, body })).json();
  };
  return { name: "viem: signTypedData, createHmac, fetch", place };
}

/** The finished bytes of one order, over and over: what the machine itself takes. */
export function postingFloor(host: string): OrderContender {
  const body = JSON.stringify({ order: { takerAmount: String(WANTED.contracts * MICROS) }, filler: "x".repeat(800) });
  const headers = { "content-type": "application/json" };
  return {
    name: "floor: fetch of finished bytes",
    place: async () => (await fetch(`${host}/order`, { method: "POST", headers, body })).json(),
  };
}

function openViemSigner() {
  const account = privateKeyToAccount(PRIVATE_KEY);
  const verifyingContract = exchangeOf(137, "v2").address;
  const domain = { name: EXCHANGE_DOMAIN_NAME, version: "2", chainId: 137, verifyingContract } as const;
  const types = {
    Order: ORDER_TYPE.slice("Order(".length, -1)
      .split(",")
      .map((field) => {
        const [type = "", name = ""] = field.split(" ");
        return { name, type };
      }),
  };
  return async () => {
    const order = {
      salt: newSalt(),
      maker: ADDRESS,
      signer: ADDRESS,
      tokenId: BENCH_INSTRUMENT.venueId,
      makerAmount: String(WANTED.price * WANTED.contracts * MICROS),
      takerAmount: String(WANTED.contracts * MICROS),
      side: "BUY",
      signatureType: 0,
      timestamp: String(Date.now()),
      metadata: ZERO_BYTES32,
      builder: ZERO_BYTES32,
    } as const;
    const message = { ...order, side: SIDE_CODE[order.side] };
    return { ...order, signature: await account.signTypedData({ domain, types, primaryType: "Order", message }) };
  };
}
