import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { generateThrowawayKeyPair } from "@augury/signing";
import { readKalshiCredentials } from "./kalshi-provider.ts";
import { readPolymarketCredentials } from "./polymarket-provider.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-keys-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WALLET = `0x${"ab".repeat(32)}`;
const SECRET = Buffer.from("a secret of the test").toString("base64");
const API_KEY = { POLY_API_KEY: "key-1", POLY_API_SECRET: SECRET, POLY_PASSPHRASE: "pass-phrase-1" };
const PARTS = { method: "GET", path: "/data/orders", query: "", body: "", timeMs: 1_700_000_000_000 } as const;

/** Returns the names of the credentials, or what is wrong. */
function names(read: ReturnType<typeof readPolymarketCredentials>) {
  return read.ok ? Object.keys(read.value.options.credentials ?? {}) : read.error;
}

test("readPolymarketCredentials: default: the wallet signs L1, the API key L2", async () => {
  const read = readPolymarketCredentials({ ...API_KEY, POLY_PRIVATE_KEY: WALLET });
  expect(names(read)).toEqual(["l1", "l2"]);
  const { credentials = {} } = read.ok ? read.value.options : {};
  const l2 = await credentials.l2?.(PARTS);
  const l1 = await credentials.l1?.(PARTS);
  expect(l2?.ok && Object.keys(l2.value).sort()).toEqual([
    "POLY_ADDRESS",
    "POLY_API_KEY",
    "POLY_PASSPHRASE",
    "POLY_SIGNATURE",
    "POLY_TIMESTAMP",
  ]);
  expect(l1?.ok && l2?.ok && l1.value.POLY_ADDRESS === l2.value.POLY_ADDRESS).toBe(true);
});

test("readPolymarketCredentials: behavior: nothing set is no key and no error", () => {
  expect(names(readPolymarketCredentials({}))).toEqual([]);
  expect(names(readPolymarketCredentials({ POLY_API_KEY: " " }))).toEqual([]);
});

test("readPolymarketCredentials: error: what is missing or wrong is named, never shown", () => {
  expect(names(readPolymarketCredentials({ POLY_API_KEY: "k" }))).toBe(
    "an API key has three parts: POLY_API_SECRET and POLY_PASSPHRASE are not set",
  );
  expect(names(readPolymarketCredentials(API_KEY))).toContain("set POLY_ADDRESS, or POLY_PRIVATE_KEY");
  const wrong = readPolymarketCredentials({ POLY_PRIVATE_KEY: "0xcanary" });
  expect(names(wrong)).toContain("64 hexadecimal digits");
  expect(inspect(wrong)).not.toContain("canary");
});

test("readPolymarketCredentials: behavior: what is read hides its secrets wherever it is printed", () => {
  const read = readPolymarketCredentials({ ...API_KEY, POLY_PRIVATE_KEY: WALLET });
  const { redactor } = read.ok ? read.value.options : {};
  expect(redactor?.text(`x ${SECRET} ${WALLET} pass-phrase-1`)).toBe("x [redacted] [redacted] [redacted]");
});

test("readKalshiCredentials: default: signs requests and handshakes, the key from a file of its own", async () => {
  const { privateKeyPem } = generateThrowawayKeyPair();
  const file = join(folder, "kalshi.pem");
  writeFileSync(file, privateKeyPem, { mode: 0o600 });
  const read = readKalshiCredentials({ KALSHI_API_KEY: "id-1", KALSHI_PRIVATE_KEY_FILE: file });
  const { credentials = {}, mintStreamHeaders } = read.ok ? read.value.options : {};
  const signed = await credentials.key?.(PARTS);
  const handshake = await mintStreamHeaders?.();
  expect(signed?.ok && signed.value["KALSHI-ACCESS-KEY"]).toBe("id-1");
  expect(handshake?.ok && handshake.value["KALSHI-ACCESS-KEY"]).toBe("id-1");
});

test("readKalshiCredentials: error: half a key, an open file, a file that is no key", () => {
  const file = join(folder, "open.pem");
  writeFileSync(file, "canary");
  const error = (env: Record<string, string>) => {
    const read = readKalshiCredentials(env);
    return read.ok ? "" : read.error;
  };
  expect(error({ KALSHI_API_KEY: "id-1" })).toContain("KALSHI_PRIVATE_KEY_FILE is not");
  expect(error({ KALSHI_PRIVATE_KEY: "x" })).toContain("KALSHI_API_KEY (the key's id) is not");
  chmodSync(file, 0o644);
  expect(error({ KALSHI_API_KEY: "id-1", KALSHI_PRIVATE_KEY_FILE: file })).toContain("chmod 600");
  chmodSync(file, 0o600);
  expect(error({ KALSHI_API_KEY: "id-1", KALSHI_PRIVATE_KEY_FILE: file })).not.toContain("canary");
});
