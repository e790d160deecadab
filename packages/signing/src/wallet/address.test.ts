import { expect, test } from "bun:test";
import fc from "fast-check";
import { getAddress } from "viem";
import { addressBytes, parseAddress } from "./address.ts";

// The examples of EIP-55.
test.each([
  "0x52908400098527886E0F7030069857D2E4169EE7",
  "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
  "0xde709f2102306220921060314715629080e2fb77",
  "0x27b1fdb04752bbc536007a920d24acb045561c26",
  "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
  "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
  "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
  "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
] as const)("parseAddress: default: %p", (text) => {
  expect(parseAddress(text)).toBe(text);
  expect(parseAddress(text.toLowerCase())).toBe(text);
  expect(Buffer.from(addressBytes(text)).toString("hex")).toBe(text.slice(2).toLowerCase());
});

test("parseAddress: behavior: the checksum is viem's for any address", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
      const text = `0x${Buffer.from(bytes).toString("hex")}` as const;
      expect(parseAddress(text)).toBe(getAddress(text));
    }),
  );
});

test.each([
  "",
  "0x",
  "52908400098527886E0F7030069857D2E4169EE7",
  "0x52908400098527886E0F7030069857D2E4169EE",
  "0x52908400098527886E0F7030069857D2E4169EE70",
  "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
  "0xg2908400098527886E0F7030069857D2E4169EE7",
])("parseAddress: error: %p", (text) => {
  expect(parseAddress(text)).toBeUndefined();
});
