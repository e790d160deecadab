import { randomFillSync } from "node:crypto";
import { assert } from "@augury/core";
import { addressOfPublicKey } from "../wallet/address.ts";
import { CURVE_NAMES, type Curve, type CurveName } from "./curve.ts";
import { KNOWN_ORDER } from "./known-order.ts";
import { openNapiCurve } from "./napi-curve.ts";
import { LIBRARY_NAMES, openNativeCurve } from "./native-curve.ts";
import { openNobleCurve } from "./noble-curve.ts";

/** What became of one rung of the ladder. */
export interface CurveProbe {
  readonly name: CurveName;
  /** `in_use`: signs. `absent`: not on this machine. `wrong`: there, but its bytes differ, so it is never used. `not_tried`: a faster one works. */
  readonly outcome: "in_use" | "absent" | "wrong" | "not_tried";
  readonly origin?: string;
}

export interface CurveOptions {
  /** The rungs that may be used, in this order; "noble" always stands behind them. */
  readonly names?: readonly CurveName[];
  /** Where to look for libsecp256k1: paths, or names that the system looks up. */
  readonly libraries?: readonly string[];
}

/** The implementation in use, and for the log what became of every rung. */
export interface OpenedCurve {
  readonly curve: Curve;
  readonly probes: readonly CurveProbe[];
}

/**
 * Opens the fastest implementation of the curve that this machine has and that proves itself: it must sign a known order with the known
 * bytes, find its signer, and sign a fresh digest with a fresh key so that the slowest rung finds that signer too. Once per thread: each call
 * takes memory from native code that stays taken.
 *
 * @example
 * const { curve, probes } = openCurve();
 * log.info("curve", { name: curve.name, origin: curve.origin, probes });
 */
export function openCurve({ names = CURVE_NAMES, libraries = LIBRARY_NAMES }: CurveOptions = {}): OpenedCurve {
  const probes: CurveProbe[] = [];
  let inUse: Curve | undefined;
  for (const name of new Set<CurveName>([...names, "noble"])) {
    const curve = inUse === undefined ? openRung(name, libraries) : undefined;
    const outcome = inUse ? "not_tried" : curve === undefined ? "absent" : provesItself(curve) ? "in_use" : "wrong";
    if (outcome === "in_use") inUse = curve;
    probes.push({ name, outcome, ...(curve && { origin: curve.origin }) });
  }
  assert(inUse !== undefined, "the curve in JavaScript signs the known order");
  return { curve: inUse, probes };
}

let shared: Curve | undefined;

/** Returns the curve of everything in this thread that is given none: opened once, because native code never gives its context back. */
export function sharedCurve(): Curve {
  shared ??= openCurve().curve;
  return shared;
}

function openRung(name: CurveName, libraries: readonly string[]): Curve | undefined {
  if (name === "noble") return openNobleCurve();
  if (name === "secp256k1-napi") return openNapiCurve();
  for (const library of libraries) {
    const curve = openNativeCurve(library);
    if (curve !== undefined) return curve;
  }
  return undefined;
}

/** Returns whether a rung gives the bytes that it must. */
export function provesItself(curve: Curve): boolean {
  const { secret, address, digest, signature } = KNOWN_ORDER;
  const made = new Uint8Array(new ArrayBuffer(65));
  curve.sign(digest, secret, made);
  if (Buffer.compare(made, signature) !== 0 || !isKey(curve.publicKey(secret), address)) return false;
  return isKey(curve.recover(digest, signature), address) && agreesOnFreshKey(curve, made);
}

function isKey(publicKey: Uint8Array | undefined, address: string): boolean {
  return publicKey !== undefined && addressOfPublicKey(publicKey) === address;
}

function agreesOnFreshKey(curve: Curve, out: Uint8Array): boolean {
  const secret = randomFillSync(new Uint8Array(new ArrayBuffer(32)));
  const digest = randomFillSync(new Uint8Array(new ArrayBuffer(32)));
  const publicKey = curve.publicKey(secret);
  // One random key in 2^128 is none.
  if (publicKey === undefined) return false;
  curve.sign(digest, secret, out);
  const found = openNobleCurve().recover(digest, out);
  return found !== undefined && Buffer.compare(found, publicKey) === 0;
}
