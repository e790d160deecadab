import { expect, test } from "bun:test";
import { inspect } from "node:util";
import { hasFixtures, readFixture } from "@augury/testkit";
import fc from "fast-check";
import { privateKeyToAccount } from "viem/accounts";
import { Wallet } from "../wallet/wallet.ts";
import type { ChainId } from "./clob-auth.ts";
import { type L1Headers, L1Signer } from "./l1-signer.ts";
import { verifyL1Signature } from "./l1-verifier.ts";

interface Vector {
  readonly input: {
    readonly privateKey: string;
    readonly chainId: ChainId;
    readonly nonce: number;
    readonly timestamp: number;
  };
  readonly expected: { readonly headers: L1Headers };
}

const CANARY = "c0ffee11223344556677889900aabbccddeeff00112233445566778899aabbcc";

function signerOf(privateKey: string, chainId: ChainId = 137): L1Signer {
  const wallet = Wallet.fromPrivateKey(privateKey);
  if (!wallet.ok) throw wallet.error;
  return new L1Signer(wallet.value, chainId);
}

function requestOf(headers: L1Headers) {
  const { POLY_ADDRESS: address, POLY_SIGNATURE: signature, POLY_TIMESTAMP: timestamp, POLY_NONCE: nonce } = headers;
  return { address, signature, timestamp, nonce };
}

const fixtures = hasFixtures();
if (!fixtures) console.log("skipped: the Polymarket signing vectors are not here");

test.skipIf(!fixtures)("L1Signer.headers: behavior: all 3 vectors, byte for byte", async () => {
  const { l1Auth } = JSON.parse(await readFixture("polymarket/signing-vectors.json")) as { l1Auth: Vector[] };
  expect(l1Auth.length).toBe(3);
  for (const { input, expected } of l1Auth) {
    const headers = signerOf(input.privateKey, input.chainId).headers(input.timestamp * 1000 + 999, input.nonce);
    expect(headers).toEqual(expected.headers);
    expect(verifyL1Signature(input.chainId, requestOf(headers))).toBe(headers.POLY_ADDRESS);
  }
});

test("L1Signer.headers: behavior: equals viem's typed data for any key, time and nonce", async () => {
  const any = fc.record({
    key: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => `1${Buffer.from(bytes).toString("hex").slice(1)}`),
    chainId: fc.constantFrom<ChainId>(137, 80002),
    seconds: fc.nat(),
    nonce: fc.maxSafeNat(),
  });
  await fc.assert(
    fc.asyncProperty(any, async ({ key, chainId, seconds, nonce }) => {
      const account = privateKeyToAccount(`0x${key}`);
      const headers = signerOf(key, chainId).headers(seconds * 1000, nonce);
      const signature = await account.signTypedData({
        domain: { name: "ClobAuthDomain", version: "1", chainId },
        types: {
          ClobAuth: [
            { name: "address", type: "address" },
            { name: "timestamp", type: "string" },
            { name: "nonce", type: "uint256" },
            { name: "message", type: "string" },
          ],
        },
        primaryType: "ClobAuth",
        message: {
          address: account.address,
          timestamp: String(seconds),
          nonce: BigInt(nonce),
          message: "This message attests that I control the given wallet",
        },
      });
      expect(headers.POLY_ADDRESS).toBe(account.address);
      expect(headers.POLY_SIGNATURE).toBe(signature);
    }),
    { numRuns: 20 },
  );
});

test("verifyL1Signature: behavior: accepts its own headers and no changed ones", () => {
  const headers = signerOf(CANARY).headers(1_795_230_000_000, 3);
  const request = requestOf(headers);
  expect(verifyL1Signature(137, request)).toBe(headers.POLY_ADDRESS);
  expect(verifyL1Signature(137, { ...request, address: request.address.toLowerCase() })).toBe(headers.POLY_ADDRESS);
  expect(verifyL1Signature(80002, request)).toBeUndefined();
  const changes = [
    { timestamp: "1795230001" },
    { timestamp: " 1795230000" },
    { nonce: "4" },
    { nonce: "-3" },
    { address: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266" },
    { address: "" },
    { signature: `${request.signature}00` },
    { signature: `${request.signature.slice(0, -2)}1d` },
    { signature: `0x${"0".repeat(130)}` },
    { signature: `0x${"f".repeat(128)}1b` },
    { signature: "" },
  ];
  for (const change of changes) expect(verifyL1Signature(137, { ...request, ...change })).toBeUndefined();
});

test("verifyL1Signature: error: the same signature with s in the upper half", () => {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const headers = signerOf(CANARY).headers(1_795_230_000_000);
  const s = BigInt(`0x${headers.POLY_SIGNATURE.slice(66, 130)}`);
  const v = headers.POLY_SIGNATURE.endsWith("1b") ? "1c" : "1b";
  const signature = headers.POLY_SIGNATURE.slice(0, 66) + (order - s).toString(16).padStart(64, "0") + v;
  expect(verifyL1Signature(137, requestOf(headers))).toBe(headers.POLY_ADDRESS);
  expect(verifyL1Signature(137, { ...requestOf(headers), signature })).toBeUndefined();
});

test("Wallet.fromPrivateKey: error: what is no key, without a digit of it in the error", () => {
  const tooLarge = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
  for (const text of ["", "0x", CANARY.slice(1), `${CANARY}0`, `0x${CANARY}zz`, "0".repeat(64), tooLarge]) {
    const wallet = Wallet.fromPrivateKey(text);
    if (wallet.ok) throw new Error("accepted as a key");
    expect(wallet.error.code).toBe("bad_wallet_key");
    const shown = `${inspect(wallet.error, { depth: null })}${wallet.error.stack}`;
    if (text.length > 8) expect(shown).not.toContain(text.slice(2, 10));
  }
});

test("Wallet, L1Signer: behavior: the key shows in no printing, JSON, clone or enumeration", () => {
  const signer = signerOf(CANARY);
  const wallet = Wallet.fromPrivateKey(` 0x${CANARY.toUpperCase()}\n`);
  if (!wallet.ok) throw wallet.error;
  const holder = { nested: { signer, wallet: wallet.value } };
  const shown = [
    `${signer} ${wallet.value}`,
    JSON.stringify(holder),
    inspect(holder, { depth: null, showHidden: true }),
    Bun.inspect(holder),
    inspect({ ...wallet.value }, { depth: null, showHidden: true }),
    Object.getOwnPropertyNames(signer).join(),
  ].join("\n");
  const decimals = Buffer.from(CANARY, "hex").subarray(0, 4).join(", ");
  for (const text of [CANARY.slice(0, 8), CANARY.slice(0, 8).toUpperCase(), decimals])
    expect(shown).not.toContain(text);
  expect(shown).toContain(`Wallet(${signer.address})`);
});
