import { expect, test } from "bun:test";
import fc from "fast-check";
import { concat, encodeAbiParameters, getAddress, getCreate2Address, type Hex, keccak256 } from "viem";
import { type Address, parseAddress } from "./address.ts";
import { deriveWallets } from "./derived-wallet.ts";

const KEY_ZERO = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const ONE = "0x0000000000000000000000000000000000000001";

function address(text: string): Address {
  return parseAddress(text.toLowerCase()) as Address;
}

// The pairs that the venue's own clients test: the Rust client's proxy and Safe, the relayer client's two deposit wallets.
test.each([
  ["proxy", KEY_ZERO, ["0x365f0cA36ae1F641E02Fe3b7743673DA42A13a70"]],
  ["safe", KEY_ZERO, ["0xd93b25Cb943D14d0d34FBAf01fc93a0F8b5f6e47"]],
  ["depositWallet", ONE, ["0x94bf330955a0b957662feaf878de77bf25f76cd9", "0x57ffbc34de23124faeb8387fcd689d314e57accd"]],
] as const)("deriveWallets: default: a %s on Polygon is the official clients'", (kind, owner, expected) => {
  expect(deriveWallets(kind, address(owner), 137)).toEqual(expected.map(address));
});

test("deriveWallets: behavior: Safes agree with viem's CREATE2 for any owner, on both chains", () => {
  const initCodeHash = "0x2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf";
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (raw) => {
      const owner = getAddress(`0x${Buffer.from(raw).toString("hex")}`);
      const salt = keccak256(encodeAbiParameters([{ type: "address" }], [owner]));
      const from = "0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b";
      const expected = [getCreate2Address({ bytecodeHash: initCodeHash, from, salt })];
      expect(deriveWallets("safe", owner, 137)).toEqual(expected);
      expect(deriveWallets("safe", owner, 80002)).toEqual(expected);
    }),
  );
});

test("deriveWallets: behavior: proxies agree with viem's CREATE2 of the clone's code for any owner", () => {
  const factory = "0xaB45c5A4B0c941a2F231C04C3f49182e1A254052" as Hex;
  const implementation = "0x44e999d5c2F66Ef0861317f9A4805AC2e90aEB4f" as Hex;
  const call = `0x52e831dd${encodeAbiParameters([{ type: "bytes" }], ["0x"]).slice(2)}` as Hex;
  const bytecode = concat([
    "0x3d3d606380380380913d393d73",
    factory,
    "0x5af4602a57600080fd5b602d8060366000396000f3363d3d373d3d3d363d73",
    implementation,
    "0x5af43d82803e903d91602b57fd5bf3",
    call,
  ]);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (raw) => {
      const owner = getAddress(`0x${Buffer.from(raw).toString("hex")}`);
      expect(deriveWallets("proxy", owner, 137)).toEqual([
        getCreate2Address({ bytecode, from: factory, salt: keccak256(owner) }),
      ]);
    }),
  );
});
