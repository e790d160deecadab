import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { KalshiSigner } from "./kalshi-signer.ts";
import { verifyKalshiSignature } from "./kalshi-verifier.ts";
import { generateThrowawayKeyPair } from "./throwaway-key-pair.ts";

interface Vectors {
  readonly public_key_spki_pem: string;
  readonly valid: readonly {
    readonly timestamp_ms: string;
    readonly method: string;
    readonly request_target: string;
    readonly signatures_base64: readonly string[];
  }[];
  readonly invalid: readonly { readonly id: string; readonly message: string; readonly signature_base64: string }[];
}

const fixtures = hasFixtures();
if (!fixtures) console.log("skipped: the recorded Kalshi signature vectors are not here");

async function readVectors(): Promise<Vectors> {
  return JSON.parse(await readFixture("kalshi/auth-vectors.json"));
}

test.skipIf(!fixtures)("verifyKalshiSignature: behavior: accepts all 18 valid vectors", async () => {
  const { public_key_spki_pem: key, valid } = await readVectors();
  const accepted = valid.flatMap(({ timestamp_ms: timestamp, method, request_target: path, signatures_base64 }) =>
    signatures_base64.map((signature) => verifyKalshiSignature(key, { timestamp, method, path, signature })),
  );
  expect(accepted).toEqual(new Array(18).fill(true));
});

test.skipIf(!fixtures)("verifyKalshiSignature: behavior: rejects all 18 invalid vectors", async () => {
  const { public_key_spki_pem: key, invalid } = await readVectors();
  const accepted = invalid.filter(({ message, signature_base64: signature }) => {
    const [, timestamp = "", method = "", path = ""] = /^(\d+)([A-Z]+)(\/.*)$/.exec(message) ?? [];
    expect(timestamp + method + path).toBe(message);
    return verifyKalshiSignature(key, { timestamp, method, path, signature });
  });
  expect(invalid.length).toBe(18);
  expect(accepted.map(({ id }) => id)).toEqual([]);
});

test("verifyKalshiSignature: error: an unusable key, a broken signature or path verifies nothing", () => {
  const pair = generateThrowawayKeyPair();
  const signer = KalshiSigner.fromPem("key-id", pair.privateKeyPem);
  if (!signer.ok) throw signer.error;
  const signature = signer.value.sign(5, "GET", "/a");
  const request = { timestamp: "5", method: "GET", path: "/a", signature };
  expect(verifyKalshiSignature(pair.publicKeyPem, request)).toBe(true);
  expect(verifyKalshiSignature("no key", request)).toBe(false);
  for (const broken of ["", `${signature}\n`, `${signature}AAAA`, signature.replace(/=+$/, ""), "A".repeat(8192)]) {
    expect(verifyKalshiSignature(pair.publicKeyPem, { ...request, signature: broken })).toBe(false);
  }
  expect(verifyKalshiSignature(pair.publicKeyPem, { ...request, path: "a" })).toBe(false);
});
