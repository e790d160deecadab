import { afterAll, expect, test } from "bun:test";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Result } from "@augury/core";
import { scrypt } from "@noble/hashes/scrypt.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { KNOWN_ORDER } from "../curve/known-order.ts";
import { openNobleCurve } from "../curve/noble-curve.ts";
import type { KeyError } from "../key-error.ts";
import { decryptKeystore, encryptKeystore } from "./keystore.ts";
import { readSecret, SecretSource } from "./secret-source.ts";
import { openWallet, WalletSource } from "./wallet-source.ts";

const KEY = Buffer.from(KNOWN_ORDER.secret).toString("hex");
const CANARY = "canary-5f3a9c";
/** Cheap to derive: for tests alone. */
const COST = 2;
const curve = openNobleCurve();
const folder = mkdtempSync(join(tmpdir(), "augury-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** The error's code, after a look for secrets in everything that it shows. */
function codeOf(result: Result<unknown, KeyError>): string {
  if (result.ok) return "accepted";
  const shown = `${inspect(result.error, { depth: null })} ${result.error.stack} ${JSON.stringify(result.error)}`;
  for (const secret of [CANARY, KEY.slice(0, 12)]) expect(shown).not.toContain(secret);
  return result.error.code;
}

// A test vector of the "Web3 Secret Storage" definition. (Its other one asks for scrypt with n = 2^18 and r = 1, which RFC 7914 forbids.)
const SECRET = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
const PBKDF2 = {
  crypto: {
    cipher: "aes-128-ctr",
    cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
    ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
    kdf: "pbkdf2",
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: "hmac-sha256",
      salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
    },
    mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
  },
  id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
  version: 3,
};

test("decryptKeystore: default: the definition's PBKDF2 vector", async () => {
  const secret = await decryptKeystore(JSON.stringify(PBKDF2), "testpassword");
  expect(secret.ok && Buffer.from(secret.value).toString("hex")).toBe(SECRET);
});

test("encryptKeystore: behavior: independent implementations of scrypt, Keccak and AES read it", async () => {
  const { crypto } = JSON.parse(await encryptKeystore(KNOWN_ORDER.secret, CANARY, 1024));
  const { n: N, r, p, dklen: dkLen, salt } = crypto.kdfparams;
  const [key, encrypted, iv] = [
    Uint8Array.from(scrypt(CANARY, Buffer.from(salt, "hex"), { N, r, p, dkLen })),
    Buffer.from(crypto.ciphertext, "hex"),
    Buffer.from(crypto.cipherparams.iv, "hex"),
  ];
  const sum = keccak_256(Buffer.concat([key.subarray(16), encrypted]));
  expect(Buffer.from(sum).toString("hex")).toBe(crypto.mac);
  const aes = await globalThis.crypto.subtle.importKey("raw", key.subarray(0, 16), "AES-CTR", false, ["decrypt"]);
  const secret = await globalThis.crypto.subtle.decrypt({ name: "AES-CTR", counter: iv, length: 128 }, aes, encrypted);
  expect(Buffer.from(secret).toString("hex")).toBe(KEY);
});

test("encryptKeystore: behavior: opens with its password and with no other, and shows no key", async () => {
  const text = await encryptKeystore(KNOWN_ORDER.secret, CANARY, COST);
  expect(text).not.toContain(KEY.slice(0, 12));
  expect(text).not.toContain(CANARY);
  const secret = await decryptKeystore(text, CANARY);
  expect(secret.ok && Buffer.from(secret.value).toString("hex")).toBe(KEY);
  expect(codeOf(await decryptKeystore(text, `${CANARY} `))).toBe("wrong_password");
  const again = await encryptKeystore(KNOWN_ORDER.secret, CANARY, COST);
  expect(JSON.parse(again).crypto.ciphertext).not.toBe(JSON.parse(text).crypto.ciphertext);
});

test("decryptKeystore: error: what is no keystore of version 3, or asks for too much work", async () => {
  const keystore = JSON.parse(await encryptKeystore(KNOWN_ORDER.secret, CANARY, COST));
  const { crypto } = keystore;
  const broken: unknown[] = [
    CANARY,
    [],
    { ...keystore, version: 1 },
    { ...keystore, crypto: undefined },
    { ...keystore, crypto: { ...crypto, ciphertext: `${CANARY}00` } },
    { ...keystore, crypto: { ...crypto, cipher: "aes-256-gcm" } },
    { ...keystore, crypto: { ...crypto, kdf: "argon2" } },
    { ...keystore, crypto: { ...crypto, kdfparams: { ...crypto.kdfparams, n: 3 } } },
    { ...keystore, crypto: { ...crypto, kdfparams: { ...crypto.kdfparams, n: 2 ** 30 } } },
    { ...keystore, crypto: { ...crypto, kdfparams: { ...crypto.kdfparams, n: 2 ** 18, r: 1, p: 8 } } },
    { ...PBKDF2, crypto: { ...PBKDF2.crypto, kdfparams: { ...PBKDF2.crypto.kdfparams, c: 1e9 } } },
  ];
  for (const one of broken) expect(codeOf(await decryptKeystore(JSON.stringify(one), CANARY))).toBe("bad_keystore");
  expect(codeOf(await decryptKeystore(`{"${CANARY}`, CANARY))).toBe("bad_keystore");
});

test("readSecret: behavior: variable and file, without the line's end", () => {
  const environment = { KEY_TEXT: `${CANARY}\n` };
  expect(readSecret({ from: "environment", name: "KEY_TEXT" }, environment)).toEqual({ ok: true, value: CANARY });
  expect(readSecret({ from: "file", path: write("plain", `${CANARY}\r\n`) })).toEqual({ ok: true, value: CANARY });
  expect(readSecret({ from: "file", path: write("read-only", CANARY, 0o400) })).toEqual({ ok: true, value: CANARY });
});

test("readSecret: error: missing, open to others, a link, a folder, too large", () => {
  expect(codeOf(readSecret({ from: "environment", name: "KEY_TEXT" }, {}))).toBe("not_set");
  expect(codeOf(readSecret({ from: "environment", name: "KEY_TEXT" }, { KEY_TEXT: "" }))).toBe("not_set");
  for (const mode of [0o644, 0o640, 0o604, 0o620, 0o610]) {
    expect(codeOf(readSecret({ from: "file", path: write(`mode-${mode}`, CANARY, mode) }))).toBe("permissions");
  }
  const link = join(folder, "link");
  symlinkSync(write("target", CANARY), link);
  const inside = join(folder, "inside");
  mkdirSync(inside);
  const large = write("large", CANARY.repeat(6_000));
  for (const path of [link, inside, large, join(folder, "absent")]) {
    expect(codeOf(readSecret({ from: "file", path }))).toBe("unreadable");
  }
});

// Only root can give a file away.
test.skipIf(process.getuid?.() !== 0)("readSecret: error: a file of somebody else's", () => {
  const path = write("theirs", CANARY);
  chownSync(path, 1, 1);
  expect(codeOf(readSecret({ from: "file", path }))).toBe("permissions");
});

test("openWallet: behavior: the same wallet from variable, file and keystore", async () => {
  const environment = { WALLET: `0x${KEY}`, PASSWORD: CANARY };
  const password = { from: "environment", name: "PASSWORD" } as const;
  const keystore = await encryptKeystore(KNOWN_ORDER.secret, CANARY, COST);
  const named = JSON.stringify({ ...JSON.parse(keystore), address: KNOWN_ORDER.address.slice(2).toLowerCase() });
  const capital = JSON.parse(keystore);
  const sources: WalletSource[] = [
    { from: "environment", name: "WALLET" },
    { from: "file", path: write("wallet", `${KEY}\n`) },
    { from: "keystore", path: write("keystore.json", keystore), password },
    { from: "keystore", path: write("named.json", named), password: { from: "file", path: write("password", CANARY) } },
    { from: "keystore", path: write("old.json", JSON.stringify({ version: 3, Crypto: capital.crypto })), password },
  ];
  for (const source of sources) {
    const wallet = await openWallet(WalletSource.parse(source), curve, environment);
    expect(wallet.ok && wallet.value.address).toBe(KNOWN_ORDER.address);
  }
});

test("openWallet: error: each thing that can be wrong with a source, without a secret in the error", async () => {
  const environment = { WALLET: `${CANARY}${KEY}`, PASSWORD: `${CANARY}wrong` };
  const keystore = await encryptKeystore(KNOWN_ORDER.secret, CANARY, COST);
  const stranger = JSON.stringify({ ...JSON.parse(keystore), address: "00".repeat(20) });
  const right = { from: "file", path: write("right", CANARY) } as const;
  const cases: [string, WalletSource][] = [
    ["bad_wallet_key", { from: "environment", name: "WALLET" }],
    ["not_set", { from: "environment", name: "OTHER" }],
    ["permissions", { from: "file", path: write("open", KEY, 0o644) }],
    ["permissions", { from: "keystore", path: write("open.json", keystore, 0o644), password: right }],
    ["bad_keystore", { from: "keystore", path: write("broken.json", KEY), password: right }],
    ["bad_keystore", { from: "keystore", path: write("stranger.json", stranger), password: right }],
    [
      "not_set",
      { from: "keystore", path: write("a.json", keystore), password: { from: "environment", name: "OTHER" } },
    ],
    [
      "wrong_password",
      { from: "keystore", path: write("b.json", keystore), password: { from: "environment", name: "PASSWORD" } },
    ],
  ];
  for (const [code, source] of cases) expect(codeOf(await openWallet(source, curve, environment))).toBe(code);
  expect(SecretSource.safeParse({ from: "environment", name: "A", value: CANARY }).success).toBe(false);
});
