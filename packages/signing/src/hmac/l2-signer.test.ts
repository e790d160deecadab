import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import { hasFixtures, readFixture } from "@augury/testkit";
import fc from "fast-check";
import { type L2Credentials, L2Signer } from "./l2-signer.ts";
import { verifyL2Signature } from "./l2-verifier.ts";

interface Vector {
  readonly input: {
    readonly creds: { readonly key: string; readonly secret: string; readonly passphrase: string };
    readonly method: string;
    readonly requestPath: string;
    readonly body: string | null;
    readonly timestamp: number;
  };
  readonly expected: { readonly headers: { readonly POLY_ADDRESS: string; readonly POLY_SIGNATURE: string } };
}

const SECRET = "c2VjcmV0LWtleS1mb3ItdGVzdC12ZWN0b3JzLW9ubHk_LS0=";
const CREDENTIALS: L2Credentials = {
  apiKey: "00000000-0000-4000-8000-000000000001",
  secret: SECRET,
  passphrase: "0123456789abcdef",
  address: "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
};

function signerOf(changes: Partial<L2Credentials> = {}): L2Signer {
  const signer = L2Signer.fromCredentials({ ...CREDENTIALS, ...changes });
  if (!signer.ok) throw signer.error;
  return signer.value;
}

const fixtures = hasFixtures();
if (!fixtures) console.log("skipped: the Polymarket signing vectors are not here");

test.skipIf(!fixtures)("L2Signer.headers: behavior: all 4 vectors, byte for byte", async () => {
  const { l2Auth } = JSON.parse(await readFixture("polymarket/signing-vectors.json")) as { l2Auth: Vector[] };
  expect(l2Auth.length).toBe(4);
  for (const { input, expected } of l2Auth) {
    const { key: apiKey, secret, passphrase } = input.creds;
    const signer = signerOf({ apiKey, secret, passphrase, address: expected.headers.POLY_ADDRESS });
    const headers = signer.headers(input.timestamp * 1000 + 999, input.method, input.requestPath, input.body ?? "");
    expect(headers).toEqual(expected.headers as typeof headers);
    const request = { timestamp: String(input.timestamp), method: input.method, path: input.requestPath };
    const signature = expected.headers.POLY_SIGNATURE;
    expect(verifyL2Signature(secret, { ...request, body: input.body ?? "", signature })).toBe(true);
  }
});

test("L2Signer.headers: behavior: equals the textbook HMAC for any secret and request, in either alphabet", () => {
  const anyRequest = fc.record({
    secret: fc.uint8Array({ minLength: 1, maxLength: 80 }),
    seconds: fc.nat(),
    method: fc.constantFrom("GET", "POST", "DELETE"),
    path: fc.webPath().map((path) => `/${path}`),
    body: fc.string({ unit: "grapheme" }),
  });
  fc.assert(
    fc.property(anyRequest, ({ secret, seconds, method, path, body }) => {
      const expected = createHmac("sha256", secret).update(`${seconds}${method}${path}${body}`).digest("base64");
      for (const alphabet of ["base64", "base64url"] as const) {
        const signer = signerOf({ secret: Buffer.from(secret).toString(alphabet) });
        const { POLY_SIGNATURE: signature } = signer.headers(seconds * 1000, method, path, body);
        expect(signature).toBe(expected.replaceAll("+", "-").replaceAll("/", "_"));
      }
    }),
  );
});

test("L2Signer.headers: behavior: method in capitals, query and fragment unsigned, address with its checksum", () => {
  const signer = signerOf();
  const bare = signer.headers(5_000, "DELETE", "/orders", "[]");
  expect(signer.headers(5_999, "delete", "/orders?a=1#b", "[]")).toEqual(bare);
  expect(bare.POLY_ADDRESS).toBe("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
  expect(signer.headers(5_000, "DELETE", "/orders").POLY_SIGNATURE).not.toBe(bare.POLY_SIGNATURE);
});

test("L2Signer.fromCredentials: error: each unusable field, without the secret in the error", () => {
  const cases: [string, Partial<L2Credentials>][] = [
    ["bad_api_key", { apiKey: "" }],
    ["bad_api_key", { apiKey: "a\r\nX-Evil: 1" }],
    ["bad_passphrase", { passphrase: "canary pass" }],
    ["bad_secret", { secret: "" }],
    ["bad_secret", { secret: "canary!canary" }],
    ["bad_secret", { secret: "canary=canary" }],
    ["bad_secret", { secret: "canar" }],
    ["bad_address", { address: "0xF39fd6e51aad88f6f4ce6ab8827279cfffb92266" }],
    ["bad_address", { address: "f39fd6e51aad88f6f4ce6ab8827279cfffb92266" }],
  ];
  for (const [code, changes] of cases) {
    const signer = L2Signer.fromCredentials({ ...CREDENTIALS, ...changes });
    if (signer.ok) throw new Error(`accepted: ${code}`);
    expect(signer.error.code as string).toBe(code);
    expect(`${inspect(signer.error)}${signer.error.stack}`).not.toContain("canar");
  }
});

test("verifyL2Signature: behavior: accepts the signature for its request and secret, and for nothing else", () => {
  const headers = signerOf().headers(7_000, "POST", "/order", '{"a":1}');
  const signature = headers.POLY_SIGNATURE;
  const request = { timestamp: "7", method: "POST", path: "/order", body: '{"a":1}', signature };
  expect(verifyL2Signature(SECRET, request)).toBe(true);
  expect(verifyL2Signature(SECRET.replace("_", "/").replace("=", ""), request)).toBe(true);
  const changes = [
    { timestamp: "8" },
    { method: "PUT" },
    { path: "/orders" },
    { body: '{"a": 1}' },
    { signature: signature.replace(/=$/, "") },
    { signature: signature.replaceAll("-", "+").replaceAll("_", "/").toLowerCase() },
    { signature: `${signature.slice(0, -1)}\u013d` },
    { signature: "" },
  ];
  for (const change of changes) expect(verifyL2Signature(SECRET, { ...request, ...change })).toBe(false);
  expect(verifyL2Signature("b3RoZXI=", request)).toBe(false);
  expect(verifyL2Signature("not base64!", request)).toBe(false);
});

test("L2Signer: behavior: secret and passphrase show in no printing, JSON, clone or enumeration", () => {
  const signer = signerOf();
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
  for (const secret of [SECRET, Buffer.from(SECRET, "base64").toString(), CREDENTIALS.passphrase, "CryptoHasher"]) {
    expect(shown).not.toContain(secret);
  }
  expect(String(signer)).toBe(`L2Signer(${CREDENTIALS.apiKey})`);
});
