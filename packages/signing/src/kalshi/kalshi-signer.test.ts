import { expect, test } from "bun:test";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { KalshiSigner } from "./kalshi-signer.ts";
import { verifyKalshiSignature } from "./kalshi-verifier.ts";
import { generateThrowawayKeyPair } from "./throwaway-key-pair.ts";

const KEY_ID = "a952bcbe-ec3b-4b5b-b8f9-11dae589608c";
const pair = generateThrowawayKeyPair();
const pkcs1Pem = createPrivateKey(pair.privateKeyPem).export({ type: "pkcs1", format: "pem" }).toString();

function signerOf(pem: string): KalshiSigner {
  const signer = KalshiSigner.fromPem(KEY_ID, pem);
  if (!signer.ok) throw signer.error;
  return signer.value;
}

/** Lines of the key's body: what must never show. */
function bodyLines(pem: string): string[] {
  return pem.split("\n").filter((line) => line.length >= 32 && !line.startsWith("-----"));
}

const forms: [string, string][] = [
  ["PKCS#8", pair.privateKeyPem],
  ["PKCS#1", pkcs1Pem],
  ["line breaks written out", pair.privateKeyPem.replaceAll("\n", "\\n")],
  ["carriage returns", pkcs1Pem.replaceAll("\n", "\r\n")],
];
test.each(forms)("KalshiSigner.fromPem: behavior: accepts %s", (_, pem) => {
  const signature = signerOf(pem).sign(1_790_000_003_000, "GET", "/trade-api/ws/v2");
  const request = { timestamp: "1790000003000", method: "GET", path: "/trade-api/ws/v2", signature };
  expect(verifyKalshiSignature(pair.publicKeyPem, request)).toBe(true);
});

test("KalshiSigner.fromPem: behavior: an Ed25519 key signs the same text for the same headers", () => {
  const keys = generateKeyPairSync("ed25519", {
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const headers = signerOf(keys.privateKey).headers(1_790_000_003_000, "post", "/trade-api/v2/portfolio/orders?a=1");
  const request = {
    timestamp: headers["KALSHI-ACCESS-TIMESTAMP"],
    method: "POST",
    path: "/trade-api/v2/portfolio/orders",
    signature: headers["KALSHI-ACCESS-SIGNATURE"],
  };
  expect(verifyKalshiSignature(keys.publicKey, request)).toBe(true);
  expect(verifyKalshiSignature(keys.publicKey, { ...request, method: "GET" })).toBe(false);
  expect(verifyKalshiSignature(pair.publicKeyPem, request)).toBe(false);
});

test("KalshiSigner.fromPem: error: each kind of unusable key, without a byte of it in the error", () => {
  const pem = { privateKeyEncoding: { type: "pkcs8", format: "pem" } } as const;
  const spki = { publicKeyEncoding: { type: "spki", format: "pem" } } as const;
  const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256", ...pem, ...spki }).privateKey;
  const short = generateKeyPairSync("rsa", { modulusLength: 1024, ...pem, ...spki }).privateKey;
  const encrypted = createPrivateKey(pair.privateKeyPem)
    .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" })
    .toString();
  const cases: [string, string][] = [
    ["not_a_private_key", ""],
    ["not_a_private_key", pair.publicKeyPem],
    ["not_a_private_key", pair.privateKeyPem.slice(0, 900)],
    ["not_a_private_key", pair.privateKeyPem.replaceAll(/[AB]/g, "C")],
    ["encrypted", encrypted],
    ["wrong_key_type", elliptic],
    ["too_short", short],
  ];
  for (const [code, text] of cases) {
    const signer = KalshiSigner.fromPem(KEY_ID, text);
    if (signer.ok) throw new Error(`accepted as a key: ${code}`);
    expect(signer.error.code as string).toBe(code);
    const shown = `${inspect(signer.error, { depth: null })} ${signer.error.stack} ${JSON.stringify(signer.error)}`;
    for (const line of bodyLines(text)) expect(shown).not.toContain(line);
  }
});

test("KalshiSigner.fromPem: error: a key id that would break a header", () => {
  for (const keyId of ["", "a b", "a\r\nX-Evil: 1", "x".repeat(129)]) {
    const signer = KalshiSigner.fromPem(keyId, pair.privateKeyPem);
    expect(signer.ok ? "accepted" : signer.error.code).toBe("bad_key_id");
  }
});

test("KalshiSigner.headers: behavior: the venue's check accepts them; query and fragment are not signed", () => {
  const headers = signerOf(pair.privateKeyPem).headers(
    1_790_000_000_456.9,
    "get",
    "/trade-api/v2/portfolio/orders?status=resting&cursor=abc%3D#top",
  );
  expect(Object.keys(headers)).toEqual(["KALSHI-ACCESS-KEY", "KALSHI-ACCESS-TIMESTAMP", "KALSHI-ACCESS-SIGNATURE"]);
  expect(headers["KALSHI-ACCESS-KEY"]).toBe(KEY_ID);
  expect(headers["KALSHI-ACCESS-TIMESTAMP"]).toBe("1790000000456");
  const request = {
    timestamp: headers["KALSHI-ACCESS-TIMESTAMP"],
    method: "GET",
    path: "/trade-api/v2/portfolio/orders",
    signature: headers["KALSHI-ACCESS-SIGNATURE"],
  };
  expect(verifyKalshiSignature(pair.publicKeyPem, request)).toBe(true);
  expect(verifyKalshiSignature(pair.publicKeyPem, { ...request, timestamp: "1790000000457" })).toBe(false);
  expect(verifyKalshiSignature(pair.publicKeyPem, { ...request, path: "/portfolio/orders" })).toBe(false);
});

test("KalshiSigner.sign: behavior: verifies for every request and for no other", () => {
  const signer = signerOf(pair.privateKeyPem);
  const anyRequest = fc.record({
    timestampMs: fc.nat(2 ** 45),
    method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
    path: fc.webPath().map((path) => `/trade-api/v2${path}`),
  });
  fc.assert(
    fc.property(anyRequest, ({ timestampMs, method, path }) => {
      const signature = signer.sign(timestampMs, method, path);
      const request = { timestamp: String(timestampMs), method, path, signature };
      expect(verifyKalshiSignature(pair.publicKeyPem, request)).toBe(true);
      expect(verifyKalshiSignature(pair.publicKeyPem, { ...request, path: `${path}x` })).toBe(false);
    }),
    { numRuns: 20 },
  );
});

test("KalshiSigner.sign: behavior: two signatures over one text differ", () => {
  const signer = signerOf(pair.privateKeyPem);
  expect(signer.sign(1, "GET", "/a")).not.toBe(signer.sign(1, "GET", "/a"));
});

test("KalshiSigner: behavior: the key shows in no printing, JSON, clone or enumeration", () => {
  const signer = signerOf(pair.privateKeyPem);
  const holder = { nested: { signer } };
  const shown = [
    String(signer),
    JSON.stringify(holder),
    inspect(holder, { depth: null, showHidden: true }),
    Bun.inspect(holder),
    JSON.stringify(structuredClone({ ...signer })),
    Object.getOwnPropertyNames(signer).join(),
    new Error(`failed with ${signer}`).stack,
  ].join("\n");
  for (const line of bodyLines(pair.privateKeyPem)) expect(shown).not.toContain(line);
  expect(shown).not.toContain("KeyObject");
  expect(String(signer)).toBe(`KalshiSigner(${KEY_ID})`);
});

test("KalshiSigner.headersLater: behavior: the venue's check accepts them, of an RSA and of an Ed25519 key", async () => {
  const ed = generateKeyPairSync("ed25519");
  const edPublic = ed.publicKey.export({ type: "spki", format: "pem" }).toString();
  const edPrivate = ed.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  for (const [privateKey, publicKey] of [
    [pair.privateKeyPem, pair.publicKeyPem],
    [edPrivate, edPublic],
  ] as const) {
    const path = "/trade-api/v2/portfolio/events/orders";
    const headers = await signerOf(privateKey).headersLater(1_790_000_000_456.7, "POST", path);
    expect(headers["KALSHI-ACCESS-KEY"]).toBe(KEY_ID);
    expect(headers["KALSHI-ACCESS-TIMESTAMP"]).toBe("1790000000456");
    const request = { timestamp: "1790000000456", method: "POST", path };
    const signature = headers["KALSHI-ACCESS-SIGNATURE"];
    expect(verifyKalshiSignature(publicKey, { ...request, signature })).toBe(true);
    expect(verifyKalshiSignature(publicKey, { ...request, method: "GET", signature })).toBe(false);
  }
});
