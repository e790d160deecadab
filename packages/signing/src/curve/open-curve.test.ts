import { expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { CURVE_NAMES, type Curve } from "./curve.ts";
import { KNOWN_ORDER } from "./known-order.ts";
import { openNapiCurve } from "./napi-curve.ts";
import { LIBRARY_NAMES, openNativeCurve } from "./native-curve.ts";
import { openNobleCurve } from "./noble-curve.ts";
import { openCurve, provesItself } from "./open-curve.ts";

/** A libsecp256k1 outside the places where the system looks, for a machine that has none installed. */
const LIBRARIES = [process.env.LIBSECP256K1 ?? "", ...LIBRARY_NAMES].filter((path) => path !== "");
const noble = openNobleCurve();
const rungs = [LIBRARIES.map(openNativeCurve).find((curve) => curve !== undefined), openNapiCurve(), noble];

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => {
  const own = new Uint8Array(new ArrayBuffer(32));
  own.set(bytes);
  return own;
});
const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("hex");

test.each(CURVE_NAMES.map((name, i) => [name, rungs[i]] as const))(
  "%s: behavior: bytes, keys and signers equal the curve in JavaScript",
  (name, curve) => {
    if (curve === undefined) return console.log(`skipped: ${name} is not on this machine`);
    expect(provesItself(curve)).toBe(true);
    const property = fc.property(bytes32, bytes32, (secret, digest) => {
      const [ours, theirs] = [new Uint8Array(65), new Uint8Array(65)];
      const publicKey = noble.publicKey(secret);
      expect(hex(curve.publicKey(secret))).toBe(hex(publicKey));
      if (publicKey === undefined) return;
      curve.sign(digest, secret, ours);
      noble.sign(digest, secret, theirs);
      expect(hex(ours)).toBe(hex(theirs));
      expect(hex(curve.recover(digest, ours))).toBe(hex(publicKey));
    });
    fc.assert(property, { numRuns: 30, examples: [[new Uint8Array(32), new Uint8Array(32)]] });
  },
);

test("Curve.recover: behavior: what is no signature recovers nothing, on every rung", () => {
  const digest = new Uint8Array(32).fill(1);
  const broken = [
    new Uint8Array(65),
    new Uint8Array(65).fill(255),
    Uint8Array.from({ length: 65 }, (_, i) => (i === 64 ? 29 : 1)),
    new Uint8Array(64).fill(27),
    new Uint8Array(0),
  ];
  for (const curve of rungs) for (const signature of broken) expect(curve?.recover(digest, signature)).toBeUndefined();
});

test("openCurve: behavior: threads that open it in the same instant get the same rung", async () => {
  const path = JSON.stringify(join(import.meta.dir, "open-curve.ts"));
  const code = `import { openCurve } from ${path}; postMessage(openCurve({ libraries: [] }).curve.name); process.exit(0);`;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const threads = Array.from({ length: 4 }, () => new Worker(url));
  const names = threads.map(
    (thread) => new Promise((resolve) => thread.addEventListener("message", (e) => resolve(e.data))),
  );
  const { curve } = openCurve({ libraries: [] });
  expect(await Promise.all(names)).toEqual(threads.map(() => curve.name));
  for (const thread of threads) thread.terminate();
  URL.revokeObjectURL(url);
});

test("openCurve: behavior: says what became of every rung, and always ends at one that works", () => {
  const { curve, probes } = openCurve({ libraries: ["libno-such-library.so"] });
  expect(probes.map(({ name }) => name)).toEqual([...CURVE_NAMES]);
  expect(probes[0]).toEqual({ name: "libsecp256k1", outcome: "absent" });
  expect(probes.filter(({ outcome }) => outcome === "in_use").map(({ name }) => name)).toEqual([curve.name]);
  const last = openCurve({ names: [] });
  expect(last.curve.name).toBe("noble");
  expect(last.probes).toEqual([{ name: "noble", outcome: "in_use", origin: last.curve.origin }]);
});

test("provesItself: behavior: a rung with other bytes, keys or signers is found out", () => {
  const lies: Partial<Curve>[] = [
    { sign: (_, secret, out) => noble.sign(KNOWN_ORDER.secret, secret, out) },
    { sign: (_, secret, out) => noble.sign(new Uint8Array(32).fill(9), secret, out) },
    { publicKey: () => noble.publicKey(new Uint8Array(32).fill(1)) },
    { publicKey: () => undefined },
    { recover: () => noble.publicKey(new Uint8Array(32).fill(1)) },
    { recover: () => undefined },
  ];
  for (const lie of lies) expect(provesItself({ ...noble, ...lie })).toBe(false);
});
