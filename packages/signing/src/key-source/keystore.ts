/**
 * Keystores, the encrypted private keys that wallets export:
 *
 * 1. A key of 32 bytes is derived from the password: scrypt, or PBKDF2 with HMAC-SHA256.
 * 2. Keccak-256 of its second half and the ciphertext is the checksum: a wrong password is known by it.
 * 3. Its first half decrypts the ciphertext: AES-128 in counter mode.
 */
import {
  createCipheriv,
  createDecipheriv,
  pbkdf2,
  randomBytes,
  randomUUID,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import { promisify } from "node:util";
import { assert, err, ok, type Result } from "@augury/core";
import { keccak256 } from "../keccak/keccak256.ts";
import { KeyError } from "../key-error.ts";
import { type Keystore, parseKeystore } from "./keystore-schema.ts";

const CIPHER = "aes-128-ctr";
/** What the library may use for scrypt; the schema's bound on the work keeps it below 2 GB. */
const SCRYPT_MEMORY_MAX = 2 ** 31;
const USUAL_COST = 262_144;

type ScryptCost = { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number };
const scryptAsync = promisify<string, Uint8Array, number, ScryptCost, Buffer>(scrypt);
const pbkdf2Async = promisify(pbkdf2);

/** Returns the 32 bytes of the private key; the caller clears them. Deriving runs off the thread and takes about a second. */
export async function decryptKeystore(text: string, password: string): Promise<Result<Uint8Array, KeyError>> {
  const parsed = parseKeystore(text);
  if (!parsed.ok) return parsed;
  const { ciphertext, mac, cipherparams } = parsed.value.crypto;
  const key = await deriveKey(parsed.value.crypto, password);
  const encrypted = fromHex(ciphertext);
  const right = timingSafeEqual(checksum(key, encrypted), fromHex(mac));
  const decipher = createDecipheriv(CIPHER, key.subarray(0, 16), fromHex(cipherparams.iv));
  const secret = right ? Buffer.concat([decipher.update(encrypted), decipher.final()]) : undefined;
  key.fill(0);
  return secret ? ok(secret) : err(new KeyError("wrong_password", "the password must be the keystore's own"));
}

/** Returns the keystore's JSON for 32 secret bytes. `cost` is scrypt's, a power of two; the usual one takes about a second. */
export async function encryptKeystore(secret: Uint8Array, password: string, cost = USUAL_COST): Promise<string> {
  assert(secret.length === 32, "a private key is 32 bytes");
  const kdfparams = { n: cost, r: 8, p: 1, dklen: 32, salt: randomBytes(32).toString("hex") };
  const key = await deriveKey({ kdf: "scrypt", kdfparams }, password);
  const iv = randomBytes(16);
  const encipher = createCipheriv(CIPHER, key.subarray(0, 16), iv);
  const encrypted = Buffer.concat([encipher.update(secret), encipher.final()]);
  const mac = Buffer.from(checksum(key, encrypted)).toString("hex");
  key.fill(0);
  const cipherparams = { iv: iv.toString("hex") };
  const crypto = { cipher: CIPHER, cipherparams, ciphertext: encrypted.toString("hex"), kdf: "scrypt", kdfparams, mac };
  return JSON.stringify({ version: 3, id: randomUUID(), crypto });
}

type Derivation =
  | Pick<Extract<Keystore["crypto"], { kdf: "scrypt" }>, "kdf" | "kdfparams">
  | Pick<Extract<Keystore["crypto"], { kdf: "pbkdf2" }>, "kdf" | "kdfparams">;

function deriveKey({ kdf, kdfparams }: Derivation, password: string): Promise<Buffer> {
  const salt = fromHex(kdfparams.salt);
  if (kdf === "pbkdf2") return pbkdf2Async(password, salt, kdfparams.c, kdfparams.dklen, "sha256");
  const { n: N, r, p, dklen } = kdfparams;
  return scryptAsync(password, salt, dklen, { N, r, p, maxmem: SCRYPT_MEMORY_MAX });
}

function checksum(key: Buffer, encrypted: Uint8Array): Uint8Array {
  const input = Buffer.concat([key.subarray(16, 32), encrypted]);
  const sum = keccak256(input);
  input.fill(0);
  return sum;
}

function fromHex(text: string): Buffer {
  return Buffer.from(text.replace(/^0x/, ""), "hex");
}
