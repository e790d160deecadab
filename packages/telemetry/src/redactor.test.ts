import { expect, test } from "bun:test";
import fc from "fast-check";
import { REDACTED, REDACTOR_BOUNDS, Redactor } from "./redactor.ts";

const PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----";

test("value: behavior: hides what a secret's name holds, at any depth", () => {
  const clean = new Redactor().value({ venue: "kalshi", auth: { apiSecret: "s3cr3t!", keyId: "k-1" } });
  expect(clean).toEqual({ venue: "kalshi", auth: { apiSecret: REDACTED, keyId: "k-1" } });
});

test("value: behavior: a secret's name without a value tells that it is missing", () => {
  expect(new Redactor().value({ token: undefined, password: null })).toEqual({ token: undefined, password: null });
});

test("text: behavior: hides private keys, bearer headers and passwords in URLs by their shape", () => {
  const redactor = new Redactor();
  expect(redactor.text(`key: ${PEM} end`)).toBe(`key: ${REDACTED} end`);
  expect(redactor.text(PEM.slice(0, 40))).toBe(REDACTED);
  expect(redactor.text("Authorization: Bearer abcdef012345")).toBe(`Authorization: Bearer ${REDACTED}`);
  expect(redactor.text("redis://user:hunter2@host:1/0")).toBe(`redis://${REDACTED}@host:1/0`);
});

test("value: behavior: a registered secret never comes out, wherever it stands", () => {
  const secrets = fc.stringMatching(/^[A-Za-z0-9+/=_-]{8,40}$/);
  fc.assert(
    fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
      const redactor = new Redactor();
      redactor.add(secret);
      const text = `${before}${secret}${after}`;
      const out = redactor.value({ plain: text, list: [text], nested: { [text]: new Error(text, { cause: text }) } });
      expect(JSON.stringify(out)).not.toContain(secret);
    }),
  );
});

test("add: behavior: a key read from a file is hidden without its line feed too", () => {
  const redactor = new Redactor();
  redactor.add("abcdefgh\n");
  expect(redactor.text("sent abcdefgh.")).toBe(`sent ${REDACTED}.`);
});

test("add: behavior: a short secret is hidden only where it is the whole text", () => {
  const redactor = new Redactor();
  redactor.add("up");
  expect(redactor.value(["up", "update"])).toEqual([REDACTED, "update"]);
});

test("add: behavior: a secret that contains another is hidden whole", () => {
  const redactor = new Redactor();
  redactor.add("abcdefgh");
  redactor.add("abcdefgh-and-more");
  expect(redactor.text("<abcdefgh-and-more>")).toBe(`<${REDACTED}>`);
});

test("add: error: more secrets than the bound", () => {
  const redactor = new Redactor({ ...REDACTOR_BOUNDS, secretsMax: 1 });
  redactor.add("first-secret");
  expect(() => redactor.add("second-secret")).toThrow("at most 1 secrets");
});

test("value: behavior: texts, lists, objects and depth are bounded", () => {
  const redactor = new Redactor({ secretsMax: 1, depthMax: 2, entriesMax: 2, textMax: 3 });
  expect(redactor.value("abcd")).toBe("abc… (4 characters)");
  expect(redactor.value([1, 2, 3])).toEqual([1, 2, "… 1 more"]);
  expect(redactor.value({ a: 1, b: 2, c: 3 })).toEqual({ a: 1, b: 2, "…": "1 more" });
  expect(redactor.value({ a: { b: { c: 1 } } })).toEqual({ a: { b: "[too deep]" } });
});

test("value: behavior: a circle ends at the depth bound, a throwing getter is a mark", () => {
  const circle: Record<string, unknown> = { name: "a" };
  circle.self = circle;
  expect(JSON.stringify(new Redactor().value(circle))).toContain("[too deep]");
  const bad = Object.defineProperty({}, "x", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
  expect(new Redactor().value({ bad })).toEqual({ bad: "[unreadable]" });
});

test("value: behavior: whatever comes, JSON can carry it", () => {
  const odd = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true });
  fc.assert(fc.property(odd, (thing) => JSON.stringify({ value: new Redactor().value(thing) }).length > 0));
});
