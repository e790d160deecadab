import type { Address, ChainId } from "@augury/signing";

/** The contracts of one chain; what is not known there is left out (polymarket.md section 1). */
export interface ChainContracts {
  readonly pUsd: Address;
  readonly conditionalTokens: Address;
  /** Takes pUSD for splits and gives it back for merges and redemptions, of markets alone and of neg-risk sets. */
  readonly collateralAdapter?: Address;
  readonly negRiskCollateralAdapter?: Address;
  /** The next protocol's door, and where its contracts are held. */
  readonly router?: Address;
  readonly positionManager?: Address;
  readonly proxyFactory?: Address;
  /** Runs several calls of a Safe as one: of the official client, the sheet does not name it. */
  readonly safeMultiSend: Address;
}

const SAFE_MULTI_SEND = "0xA238CBeb142c10Ef7Ad8442C6D1f9E89e07e7761";

export const CHAIN_CONTRACTS: Readonly<Record<ChainId, ChainContracts>> = {
  137: {
    pUsd: "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB",
    conditionalTokens: "0x4D97DCd97eC945f40cF65F87097ACe5EA0476045",
    collateralAdapter: "0xAdA100Db00Ca00073811820692005400218FcE1f",
    negRiskCollateralAdapter: "0xadA2005600Dec949baf300f4C6120000bDB6eAab",
    router: "0x12121212006e4CD160D18e3f00711DA5c3372600",
    positionManager: "0x006F54F7f9A22e0000CC2AB60031000000ae9fEF",
    proxyFactory: "0xaB45c5A4B0c941a2F231C04C3f49182e1A254052",
    safeMultiSend: SAFE_MULTI_SEND,
  },
  80002: {
    pUsd: "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB",
    conditionalTokens: "0x69308FB512518e39F9b16112fA8d994F4e2Bf8bB",
    safeMultiSend: SAFE_MULTI_SEND,
  },
};

export const CHAIN_NAMES: Readonly<Record<ChainId, string>> = { 137: "Polygon", 80002: "Amoy" };
