import { dlopen, FFIType, ptr } from "bun:ffi";
import { randomFillSync } from "node:crypto";
import { assert } from "@augury/core";
import { type Curve, recoveryId } from "./curve.ts";

/** The names that the library has had, newest binary interface first; the functions used here are the same in all of them. */
export const LIBRARY_NAMES: readonly string[] =
  process.platform === "darwin"
    ? ["libsecp256k1.dylib", "/opt/homebrew/lib/libsecp256k1.dylib", "/usr/local/lib/libsecp256k1.dylib"]
    : process.platform === "win32"
      ? ["secp256k1.dll", "libsecp256k1-6.dll", "libsecp256k1-2.dll"]
      : ["libsecp256k1.so.6", "libsecp256k1.so.5", "libsecp256k1.so.2", "libsecp256k1.so.1", "libsecp256k1.so"];

const { ptr: POINTER, i32: I32, u32: U32 } = FFIType;
const SYMBOLS = {
  secp256k1_context_create: { args: [U32], returns: POINTER },
  secp256k1_context_randomize: { args: [POINTER, POINTER], returns: I32 },
  secp256k1_ec_pubkey_create: { args: [POINTER, POINTER, POINTER], returns: I32 },
  secp256k1_ec_pubkey_serialize: { args: [POINTER, POINTER, POINTER, POINTER, U32], returns: I32 },
  secp256k1_ecdsa_sign_recoverable: { args: [POINTER, POINTER, POINTER, POINTER, POINTER, POINTER], returns: I32 },
  secp256k1_ecdsa_recoverable_signature_serialize_compact: { args: [POINTER, POINTER, POINTER, POINTER], returns: I32 },
  secp256k1_ecdsa_recoverable_signature_parse_compact: { args: [POINTER, POINTER, POINTER, I32], returns: I32 },
  secp256k1_ecdsa_recover: { args: [POINTER, POINTER, POINTER, POINTER], returns: I32 },
} as const;

/** To sign and to verify: what releases before 0.2 want said, and later ones accept. */
const CONTEXT_FLAGS = 0x301;
const UNCOMPRESSED = 2;
const ETHEREUM_V = 27;

/**
 * What the library reads and writes, in one `ArrayBuffer` made as such and kept by the curve's closure: a small typed array made by
 * length alone is moved by the engine when its buffer is first asked for, and a pointer taken before then dangles.
 */
class Scratch {
  readonly memory = new ArrayBuffer(512);
  /** The library's own form of a signature, 65 bytes. */
  readonly signature = this.area(0, 72);
  /** Its own form of a public key, 64 bytes. */
  readonly publicKey = this.area(72, 64);
  readonly compact = this.area(136, 64);
  readonly digest = this.area(200, 32);
  readonly secret = this.area(232, 32);
  readonly serialized = this.area(264, 65);
  readonly recoveryId = new Int32Array(this.memory, 336, 1);
  readonly length = new BigUint64Array(this.memory, 344, 1);
  readonly at = {
    signature: ptr(this.signature),
    publicKey: ptr(this.publicKey),
    compact: ptr(this.compact),
    digest: ptr(this.digest),
    secret: ptr(this.secret),
    serialized: ptr(this.serialized),
    recoveryId: ptr(this.recoveryId),
    length: ptr(this.length),
  };

  private area(offset: number, length: number): Uint8Array {
    return new Uint8Array(this.memory, offset, length);
  }
}

/** Opens the system's libsecp256k1, the fastest rung, or returns `undefined` when `library` (a path, or a name that the system looks up) is none. */
export function openNativeCurve(library: string): Curve | undefined {
  const symbols = open(library);
  if (symbols === undefined) return undefined;
  const context = symbols.secp256k1_context_create(CONTEXT_FLAGS);
  if (!context) return undefined;
  const scratch = new Scratch();
  const { at } = scratch;
  // Blinds the secret-dependent computation against side channels; the signatures' bytes do not depend on it.
  randomFillSync(scratch.secret);
  symbols.secp256k1_context_randomize(context, at.secret);
  scratch.secret.fill(0);

  const serialize = () => {
    scratch.length[0] = 65n;
    symbols.secp256k1_ec_pubkey_serialize(context, at.serialized, at.length, at.publicKey, UNCOMPRESSED);
    return scratch.serialized.slice();
  };

  return {
    name: "libsecp256k1",
    origin: library,
    sign(digest, secret, out) {
      scratch.digest.set(digest);
      scratch.secret.set(secret);
      const signed = symbols.secp256k1_ecdsa_sign_recoverable(context, at.signature, at.digest, at.secret, null, null);
      scratch.secret.fill(0);
      assert(signed === 1, "a signing key is within the curve's order");
      symbols.secp256k1_ecdsa_recoverable_signature_serialize_compact(context, at.compact, at.recoveryId, at.signature);
      out.set(scratch.compact, 0);
      out[64] = ETHEREUM_V + (scratch.recoveryId[0] as number);
    },
    publicKey(secret) {
      scratch.secret.set(secret);
      const made = symbols.secp256k1_ec_pubkey_create(context, at.publicKey, at.secret);
      scratch.secret.fill(0);
      return made === 1 ? serialize() : undefined;
    },
    recover(digest, signature) {
      const id = recoveryId(signature);
      if (id === undefined) return undefined;
      scratch.digest.set(digest);
      scratch.compact.set(signature.subarray(0, 64));
      const { secp256k1_ecdsa_recoverable_signature_parse_compact: parse, secp256k1_ecdsa_recover: recover } = symbols;
      if (parse(context, at.signature, at.compact, id) !== 1) return undefined;
      return recover(context, at.publicKey, at.signature, at.digest) === 1 ? serialize() : undefined;
    },
  };
}

function open(library: string) {
  try {
    return dlopen(library, SYMBOLS).symbols;
  } catch {
    return undefined;
  }
}
