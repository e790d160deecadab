import { expect, test } from "bun:test";
import { computeDomainSeparator } from "../eip712/typed-data.ts";
import { toHex } from "../eip712/words.ts";
import { exchangeNameOf, exchangeOf } from "./exchanges.ts";
import { ORDER_TYPE, ORDER_TYPE_HASH } from "./order-struct.ts";

// The table of polymarket.md section 1, which was computed apart from this code.
test.each([
  [137, "v2", "0x3264e159346253e26a64e00b69032db0e7d32f94628de3e6eecb50304d7af3d2"],
  [137, "negRiskV2", "0x9b858f53327b0bd13af8ec14cfb35234fb9eb7b0504d1a4e61f433840d30e81a"],
  [137, "v3", "0x466c63910185bbd55e8679264200c4e0abdcbb0c6264eb3d41d13326022e095b"],
  [80002, "v2", "0xa440cbd865bc0c6243d7a8df9a8bf48a8827b0a4abbb61c30e96d305423af148"],
  [80002, "negRiskV2", "0x1468e39841f0a0e05d3762b235cb7acecabf8cd7b6d3a672965a5d415bf9378e"],
  [80002, "v3", "0xdf8b5fd204134b8d562677d7fc9346884e8f02ef2fd43358239393723e8833e6"],
] as const)("exchangeOf: default: chain %p, %p", (chainId, name, separator) => {
  expect(toHex(exchangeOf(chainId, name).domainSeparator)).toBe(separator);
});

test.each([
  [137, "0xcfc66be2a3b30464cb3b588324101f660c9a205fa76e8e5f83ee16a528e1c4cb"],
  [80002, "0xa1df8f4e3112eaee2448fbec9ab79f68278407e49d9cf52e3dd3d9692fcac9b6"],
] as const)("computeDomainSeparator: default: ClobAuthDomain on chain %p", (chainId, separator) => {
  expect(toHex(computeDomainSeparator({ name: "ClobAuthDomain", version: "1", chainId }))).toBe(separator);
});

test("ORDER_TYPE: default: 186 bytes with the known hash", () => {
  expect(ORDER_TYPE.length).toBe(186);
  expect(toHex(ORDER_TYPE_HASH)).toBe("0xbb86318a2138f5fa8ae32fbe8e659f8fcf13cc6ae4014a707893055433818589");
});

test("exchangeNameOf: default: the third exchange takes every market of its protocol", () => {
  expect([exchangeNameOf(2, false), exchangeNameOf(2, true)]).toEqual(["v2", "negRiskV2"]);
  expect([exchangeNameOf(3, false), exchangeNameOf(3, true)]).toEqual(["v3", "v3"]);
});
