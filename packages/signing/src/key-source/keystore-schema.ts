import { err, ok, type Result } from "@augury/core";
import { z } from "zod";
import { KeyError } from "../key-error.ts";

const hex = (bytes: number) => z.string().regex(new RegExp(`^(?:0x)?[0-9a-fA-F]{${2 * bytes}}$`));
const dklen = z.int().min(32).max(64);
const salt = z.string().regex(/^(?:0x)?(?:[0-9a-fA-F]{2}){8,64}$/);

/** A file may ask for any amount of work; these bounds are eight times what wallets ask for. */
const SCRYPT_WORK_MAX = 1 << 24;
const PBKDF2_ROUNDS_MAX = 4_000_000;

/** n is a power of two, below 2^(16 r) as RFC 7914 has it and the engine's library demands. */
const Scrypt = z
  .object({ n: z.int().min(2), r: z.int().min(1), p: z.int().min(1), dklen, salt })
  .refine(({ n, r, p }) => Number.isInteger(Math.log2(n)) && Math.log2(n) < 16 * r && n * r * p <= SCRYPT_WORK_MAX);
const Pbkdf2 = z.object({ c: z.int().min(1).max(PBKDF2_ROUNDS_MAX), prf: z.literal("hmac-sha256"), dklen, salt });

const cipher = {
  cipher: z.literal("aes-128-ctr"),
  cipherparams: z.object({ iv: hex(16) }),
  ciphertext: hex(32),
  mac: hex(32),
};

/** An encrypted private key as wallets export it: "Web3 Secret Storage", version 3. */
export const Keystore = z.object({
  version: z.literal(3),
  id: z.string().optional(),
  address: hex(20).optional(),
  crypto: z.discriminatedUnion("kdf", [
    z.object({ ...cipher, kdf: z.literal("scrypt"), kdfparams: Scrypt }),
    z.object({ ...cipher, kdf: z.literal("pbkdf2"), kdfparams: Pbkdf2 }),
  ]),
});
export type Keystore = z.infer<typeof Keystore>;

/** Old wallets write "Crypto". The error names the fields that are wrong, and none of their values. */
export function parseKeystore(text: string): Result<Keystore, KeyError> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err(new KeyError("bad_keystore", "a keystore is JSON"));
  }
  const named =
    typeof value === "object" && value !== null && "Crypto" in value ? { ...value, crypto: value.Crypto } : value;
  const parsed = Keystore.safeParse(named);
  if (parsed.success) return ok(parsed.data);
  const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "(all of it)").slice(0, 8);
  return err(new KeyError("bad_keystore", `a keystore of version 3 is needed; wrong: ${fields.join(", ")}`));
}
