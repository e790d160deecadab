import { assert } from "@augury/core";
import { CHAIN_IDS, type ChainId } from "../eip712/clob-auth.ts";
import { computeDomainSeparator } from "../eip712/typed-data.ts";
import type { Address } from "../wallet/address.ts";

/** The contracts that settle orders; an order is signed for exactly one of them (polymarket.md section 1). */
export const EXCHANGE_NAMES = ["v2", "negRiskV2", "v3"] as const;
export type ExchangeName = (typeof EXCHANGE_NAMES)[number];

/** A contract that settles orders, and the hash of its domain. */
export interface Exchange {
  readonly name: ExchangeName;
  readonly chainId: ChainId;
  readonly address: Address;
  readonly domainVersion: "2" | "3";
  /** 32 bytes, computed once. */
  readonly domainSeparator: Uint8Array;
}

export const EXCHANGE_DOMAIN_NAME = "Polymarket CTF Exchange";

const ADDRESSES: Readonly<Record<ChainId, Readonly<Record<ExchangeName, Address>>>> = {
  137: {
    v2: "0xE111180000d2663C0091e4f400237545B87B996B",
    negRiskV2: "0xe2222d279d744050d28e00520010520000310F59",
    v3: "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa",
  },
  80002: {
    v2: "0xE111180000d2663C0091e4f400237545B87B996B",
    negRiskV2: "0xe2222d279d744050d28e00520010520000310F59",
    v3: "0x9fE6e61422AdB6F610d8597F9684b16912D50C3D",
  },
};

const EXCHANGES: readonly Exchange[] = CHAIN_IDS.flatMap((chainId) =>
  EXCHANGE_NAMES.map((name) => {
    const address = ADDRESSES[chainId][name];
    const version = name === "v3" ? "3" : "2";
    const domain = { name: EXCHANGE_DOMAIN_NAME, version, chainId, verifyingContract: address };
    return { name, chainId, address, domainVersion: version, domainSeparator: computeDomainSeparator(domain) };
  }),
);

export function exchangeOf(chainId: ChainId, name: ExchangeName): Exchange {
  const exchange = EXCHANGES.find((one) => one.chainId === chainId && one.name === name);
  assert(exchange !== undefined, "every chain has each exchange");
  return exchange;
}

/** Returns the exchange of a market. `protocol` is the market's own: Gamma's version "v1" or none is 2, "v2" is 3, whatever it says of position ids. */
export function exchangeNameOf(protocol: 2 | 3, negRisk: boolean): ExchangeName {
  if (protocol === 3) return "v3";
  return negRisk ? "negRiskV2" : "v2";
}
