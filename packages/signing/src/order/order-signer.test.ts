import { expect, test } from "bun:test";
import { inspect } from "node:util";
import { Wallet } from "../wallet/wallet.ts";
import { newSalt } from "./new-salt.ts";
import { OrderSigner } from "./order-signer.ts";
import type { OrderTerms } from "./order-template.ts";

const KEY = "c0ffee11223344556677889900aabbccddeeff00112233445566778899aabbcc";
const FUNDER = "0x57ffbc34de23124faeb8387fcd689d314e57accd";
const TERMS: OrderTerms = { salt: 7, side: "BUY", makerAmount: 5_500_000, takerAmount: 10_000_000, timestampMs: 9 };

const wallet = Wallet.fromPrivateKey(KEY);
if (!wallet.ok) throw wallet.error;
const signer = OrderSigner.open(wallet.value, { chainId: 137, kind: "depositWallet", funder: FUNDER });
if (!signer.ok) throw signer.error;

test("OrderSigner.sign: behavior: a template carries nothing over from one order to the next", () => {
  const [used, fresh] = [0, 1].map(() => signer.value.template({ exchange: "v2", tokenId: "123" }));
  if (!used || !fresh) throw new Error("123 is a token");
  const expected = signer.value.sign(fresh, TERMS);
  const large = Number.MAX_SAFE_INTEGER;
  signer.value.sign(used, { salt: large, side: "SELL", makerAmount: large, takerAmount: large, timestampMs: large });
  expect(signer.value.sign(used, TERMS)).toEqual(expected);
});

test("OrderSigner.open: error: a kind of wallet and a funder that do not fit", () => {
  const cases = [
    { kind: "eoa", funder: FUNDER },
    { kind: "safe" },
    { kind: "proxy", funder: "0x123" },
    { kind: "depositWallet", funder: FUNDER.replace("0x57ff", "0x57Ff") },
  ] as const;
  for (const account of cases) {
    const opened = OrderSigner.open(wallet.value, { chainId: 137, ...account });
    expect(opened.ok ? "accepted" : opened.error.code).toBe("bad_address");
  }
  const plain = OrderSigner.open(wallet.value, {
    chainId: 137,
    kind: "eoa",
    funder: wallet.value.address.toLowerCase(),
  });
  expect(plain.ok && plain.value.maker).toBe(wallet.value.address);
});

test("OrderSigner.template: error: what is no token, metadata or builder's code", () => {
  const market = { exchange: "v2", tokenId: "1" } as const;
  const broken = [
    { ...market, tokenId: "" },
    { ...market, tokenId: "-1" },
    { ...market, tokenId: "0x1" },
    { ...market, tokenId: (1n << 256n).toString() },
    { ...market, metadata: "0x" },
    { ...market, builder: `0x${"g".repeat(64)}` },
  ];
  for (const one of broken) expect(signer.value.template(one)).toBeUndefined();
  expect(signer.value.template({ ...market, tokenId: ((1n << 256n) - 1n).toString() })).toBeDefined();
});

test("OrderSigner.sign: error: amounts, salts and times that are no whole safe numbers are a bug", () => {
  const template = signer.value.template({ exchange: "v2", tokenId: "1" });
  if (!template) throw new Error("1 is a token");
  for (const value of [0.5, -1, Number.NaN, 2 ** 53]) {
    for (const name of ["salt", "makerAmount", "takerAmount", "timestampMs"] as const) {
      expect(() => signer.value.sign(template, { ...TERMS, [name]: value })).toThrow("broken rule");
    }
  }
});

test("newSalt: behavior: survives a JSON number and does not repeat", () => {
  const salts = Array.from({ length: 2_000 }, newSalt);
  expect(new Set(salts).size).toBe(salts.length);
  for (const salt of salts) expect(Number.isSafeInteger(salt) && salt >= 0).toBe(true);
  expect(JSON.parse(JSON.stringify(salts))).toEqual(salts);
  expect(Math.max(...salts)).toBeGreaterThan(2 ** 52);
});

test("OrderSigner: behavior: the key shows in no printing, JSON, clone or order", () => {
  const template = signer.value.template({ exchange: "v3", tokenId: "1" });
  if (!template) throw new Error("1 is a token");
  const holder = { signer: signer.value, template, order: signer.value.sign(template, TERMS) };
  const shown = [
    JSON.stringify(holder),
    inspect(holder, { depth: null, showHidden: true }),
    Bun.inspect(holder),
    inspect({ ...signer.value }, { depth: null, showHidden: true }),
    inspect(structuredClone({ ...template }), { depth: null }),
  ].join("\n");
  const decimals = Buffer.from(KEY, "hex").subarray(0, 4).join(", ");
  for (const text of [KEY.slice(0, 8), decimals]) expect(shown).not.toContain(text);
  expect(String(signer.value)).toBe(`OrderSigner(${FUNDER})`);
});
