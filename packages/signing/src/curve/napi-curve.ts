import { createRequire } from "node:module";
import { dirname } from "node:path";
import { assert } from "@augury/core";
import { type Curve, recoveryId } from "./curve.ts";

/** The add-on below the package's checks: each function returns 0 for success. */
interface Addon {
  ecdsaSign(out: { signature: Uint8Array; recid: number | null }, digest: Uint8Array, secret: Uint8Array): number;
  ecdsaRecover(out: Uint8Array, signature: Uint8Array, recoveryId: number, digest: Uint8Array): number;
  publicKeyCreate(out: Uint8Array, secret: Uint8Array): number;
}

const ETHEREUM_V = 27;

/**
 * Opens the `secp256k1` package's prebuilt add-on (Linux and Windows on x64, macOS on arm64), or returns `undefined` where there is none. An
 * optional dependency that needs no install script; its JavaScript fallback is never loaded.
 */
export function openNapiCurve(): Curve | undefined {
  const addon = load();
  if (addon === undefined) return undefined;
  const signed = { signature: new Uint8Array(new ArrayBuffer(64)), recid: null as number | null };
  const publicKey = new Uint8Array(new ArrayBuffer(65));
  return {
    name: "secp256k1-napi",
    origin: "secp256k1 (prebuilt N-API add-on)",
    sign(digest, secret, out) {
      assert(addon.ecdsaSign(signed, digest, secret) === 0, "a signing key is within the curve's order");
      out.set(signed.signature, 0);
      out[64] = ETHEREUM_V + (signed.recid as number);
    },
    publicKey: (secret) => (addon.publicKeyCreate(publicKey, secret) === 0 ? publicKey.slice() : undefined),
    recover(digest, signature) {
      const id = recoveryId(signature);
      if (id === undefined) return undefined;
      return addon.ecdsaRecover(publicKey, signature.subarray(0, 64), id, digest) === 0 ? publicKey.slice() : undefined;
    },
  };
}

const ATTEMPTS_MAX = 8;
const ATTEMPT_PAUSE_MS = 10;

/**
 * Bun 1.4.5 fails now and then when several threads load one add-on in the same instant ("symbol 'napi_register_module_v1' not found"); a moment
 * later it works. What is not there is not waited for.
 */
function load(): Addon | undefined {
  const require = createRequire(import.meta.url);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    try {
      const manifest = require.resolve("secp256k1/package.json");
      const loadAddon = createRequire(manifest)("node-gyp-build");
      return new (loadAddon(dirname(manifest)).Secp256k1)() as Addon;
    } catch (error) {
      if (!String(error).includes("napi_register_module_v1")) return undefined;
      Bun.sleepSync(ATTEMPT_PAUSE_MS);
    }
  }
  return undefined;
}
