import type { ChainId } from "../eip712/clob-auth.ts";
import { WORD } from "../eip712/words.ts";
import { keccak256 } from "../keccak/keccak256.ts";
import type { WalletKind } from "../order/order-struct.ts";
import { type Address, addressBytes, addressOfHash } from "./address.ts";

/** The contracts that make wallets at addresses known in advance (polymarket.md section 1, and the official clients' own tables). */
interface WalletFactories {
  readonly proxy?: { readonly factory: Address; readonly implementation: Address };
  readonly safe: { readonly factory: Address };
  readonly depositWallet?: { readonly factory: Address; readonly beacon: Address; readonly implementation: Address };
}

const SAFE_FACTORY = "0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b";
/** Amoy has the same Safe factory; of proxies and deposit wallets there nothing is known. */
const FACTORIES: Readonly<Record<ChainId, WalletFactories>> = {
  137: {
    proxy: {
      factory: "0xaB45c5A4B0c941a2F231C04C3f49182e1A254052",
      implementation: "0x44e999d5c2F66Ef0861317f9A4805AC2e90aEB4f",
    },
    safe: { factory: SAFE_FACTORY },
    depositWallet: {
      factory: "0x00000000000Fb5C9ADea0298D729A0CB3823Cc07",
      beacon: "0x7A18EDfe055488A3128f01F563e5B479D92ffc3a",
      implementation: "0x58CA52ebe0DadfdF531Cde7062e76746de4Db1eB",
    },
  },
  80002: { safe: { factory: SAFE_FACTORY } },
};

/** Hash of what the Safe factory deploys: its proxy's code and the master copy's address. */
const SAFE_INIT_CODE_HASH = bytes("2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf");

/** The wallets that one key may own, of each kind that holds money for it. A deposit wallet has one of two addresses: factories changed once. */
export type DerivedKind = Exclude<WalletKind, "eoa">;

/**
 * Returns the addresses at which the venue's factories make the wallet of `owner`, likeliest first (CREATE2: factory, salt from the owner,
 * hash of the code). Empty where the chain's factory is not known.
 */
export function deriveWallets(kind: DerivedKind, owner: Address, chainId: ChainId): readonly Address[] {
  const { proxy, safe, depositWallet } = FACTORIES[chainId];
  switch (kind) {
    case "safe":
      return [create2(safe.factory, keccak256(wordOf(owner)), SAFE_INIT_CODE_HASH)];
    case "proxy":
      return proxy ? [create2(proxy.factory, keccak256(addressBytes(owner)), proxyCodeHash(proxy))] : [];
    case "depositWallet": {
      if (!depositWallet) return [];
      const { beacon, factory, implementation } = depositWallet;
      const args = join(wordOf(factory), wordOf(owner));
      const salt = keccak256(args);
      return [beaconCode(beacon, args), implementationCode(implementation, args)].map((code) =>
        create2(factory, salt, keccak256(code)),
      );
    }
  }
}

function create2(factory: Address, salt: Uint8Array, codeHash: Uint8Array): Address {
  return addressOfHash(keccak256(join(bytes("ff"), addressBytes(factory), salt, codeHash)));
}

/** A minimal proxy that calls back its factory while it is made: the call `cloneConstructor(bytes)` without arguments ends the code. */
function proxyCodeHash({ factory, implementation }: { readonly factory: Address; readonly implementation: Address }) {
  return keccak256(
    join(
      bytes("3d3d606380380380913d393d73"),
      addressBytes(factory),
      bytes("5af4602a57600080fd5b602d8060366000396000f3363d3d373d3d3d363d73"),
      addressBytes(implementation),
      bytes("5af43d82803e903d91602b57fd5bf3"),
      bytes("52e831dd"),
      bytes(`${"0".repeat(2 * WORD - 2)}20`),
      bytes("0".repeat(2 * WORD)),
    ),
  );
}

/** The code of an ERC-1967 proxy with its arguments behind it, whose length stands in its head. */
function implementationCode(implementation: Address, args: Uint8Array): Uint8Array {
  return join(
    codeHead(0x61003d3d8160233d3973n, args),
    addressBytes(implementation),
    bytes("60095155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076"),
    bytes("cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3"),
    args,
  );
}

/** The same behind a beacon, which names the implementation. */
function beaconCode(beacon: Address, args: Uint8Array): Uint8Array {
  return join(
    codeHead(0x6100523d8160233d3973n, args),
    addressBytes(beacon),
    bytes("60195155f3363d3d373d3d363d602036600436635c60da"),
    bytes("1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6c"),
    bytes("b3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3"),
    args,
  );
}

function codeHead(head: bigint, args: Uint8Array): Uint8Array {
  return bytes((head + (BigInt(args.length) << 56n)).toString(16).padStart(20, "0"));
}

function wordOf(address: Address): Uint8Array {
  return join(new Uint8Array(WORD - 20), addressBytes(address));
}

function bytes(hex: string): Uint8Array {
  return Buffer.from(hex, "hex");
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
