import { expect, test } from "bun:test";
import { type Address, type DerivedKind, deriveWallets } from "@augury/signing";
import { TEST_KEYS } from "@augury/venue-polymarket/sim";
import { AssetType, Chain, ClobClient, OrderType, Side, SignatureTypeV2 } from "@polymarket/clob-client-v2";
import { createWalletClient, type Hex, http } from "viem";
import { privateKeyToAccount, privateKeyToAddress } from "viem/accounts";
import { polygon } from "viem/chains";
import { EngineApi } from "./engine-api.ts";
import { LiveTheatre } from "./live-engine.ts";
import { endTrading, meetQuote } from "./official-partner.ts";
import { SLICE_MS_MAX } from "./run-slice.ts";

/** A public test key of the Hardhat project: it owns nothing anywhere. */
const THEIR_KEY: Hex = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const TOKENS = ["11", "12"] as const;
const TOKEN = "official-token";
/** Contracts: more than the books hold. */
const ALL = 1_000;
const OUR_KEY = TEST_KEYS[0] as Hex;

/** The wallets whose funds our key trades: by name, in our configuration, and for the official client. */
const WALLETS = [
  ["eoa", "kind: eoa", {}],
  ...(
    [
      ["proxy", "proxy", SignatureTypeV2.POLY_PROXY],
      ["safe", "safe", SignatureTypeV2.POLY_GNOSIS_SAFE],
      ["depositWallet", "deposit", SignatureTypeV2.POLY_1271],
    ] as const
  ).map(([kind, word, signatureType]) => {
    const funderAddress = walletOf(kind);
    return [word, `kind: ${word}, funder: "${funderAddress}"`, { signatureType, funderAddress }] as const;
  }),
] as const;

function walletOf(kind: DerivedKind): Address {
  const [place] = deriveWallets(kind, privateKeyToAddress(OUR_KEY) as Address, 137);
  if (!place) throw new Error("Polygon's factories are known");
  return place;
}

/** The official client with a wallet's key, as its examples open it. */
async function openOfficial(
  theatre: LiveTheatre,
  privateKey: Hex,
  wallet: { readonly signatureType?: SignatureTypeV2; readonly funderAddress?: string } = {},
): Promise<ClobClient> {
  const signer = createWalletClient({
    account: privateKeyToAccount(privateKey),
    chain: polygon,
    // Only signs: nothing is ever sent to a node.
    transport: http("http://127.0.0.1:1"),
  });
  const host = `${theatre.server.url}/clob`;
  const options = { host, chain: Chain.POLYGON, signer, useServerTime: true, ...wallet };
  const creds = await new ClobClient(options).createOrDeriveApiKey();
  return new ClobClient({ ...options, creds, throwOnError: true });
}

/** Cash and both tokens, as the official client reads them. */
async function readBalances(client: ClobClient): Promise<number[]> {
  const [cash, ...tokens] = await Promise.all([
    client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL }),
    ...TOKENS.map((token_id) => client.getBalanceAllowance({ asset_type: AssetType.CONDITIONAL, token_id })),
  ]);
  return [cash, ...tokens].map((one) => Number(one?.balance));
}

/** Takes all of a token up to a price in dollars; that there is nothing is no failure. */
async function buyUpTo(client: ClobClient, tokenID: string, price: number): Promise<void> {
  const wish = { tokenID, amount: Math.floor(ALL * price), side: Side.BUY, price };
  try {
    await client.createAndPostMarketOrder(wish, { tickSize: "0.01", negRisk: false }, OrderType.FAK);
  } catch (cause) {
    if (!String(cause).includes("no orders found to match")) throw cause;
  }
}

test.each(WALLETS)(
  "live: behavior: the engine, with a wallet of kind %s, and the official client trade with each other, and both read the same of our account",
  async (_, wallet, official) => {
    await using theatre = new LiveTheatre();
    const engine = await theatre.startOrThrow("a", { token: TOKEN, wallet });
    const them = await openOfficial(theatre, THEIR_KEY);
    const us = await openOfficial(theatre, OUR_KEY, official);
    const api = new EngineApi(engine.url, TOKEN);
    // They buy NO, which is our bid for YES filled, both minted together; then YES, which is our ask.
    for (const [side, tokenID] of [
      ["buy", TOKENS[1]],
      ["sell", TOKENS[0]],
    ] as const)
      await meetQuote(theatre, api, {
        name: "polymarket:",
        side,
        take: ({ priceTicks }) => buyUpTo(them, tokenID, (side === "buy" ? 10_000 - priceTicks : priceTicks) / 10_000),
      });
    const { cash, contracts } = await endTrading(theatre, api, {
      venue: "polymarket",
      restingCount: () => theatre.resting,
    });
    const held = TOKENS.map((token, at) => contracts[`polymarket:${token}:${at === 0 ? "yes" : "no"}`] ?? 0);
    expect([cash, ...held]).toEqual(await readBalances(us));
    // What they read of our trades is what the engine says that it has done.
    const read = (await us.getTrades())
      .flatMap(({ maker_orders }) => maker_orders)
      .filter(({ owner }) => owner === us.creds?.key);
    const size = read.reduce((sum, { matched_amount }) => sum + Math.round(Number(matched_amount) * 1e6), 0);
    const fills = await api.fills();
    expect(size).toBe(fills.reduce((sum, { sizeMicros }) => sum + sizeMicros, 0));
    expect(fills.every(({ settlement, liquidity }) => settlement === "confirmed" && liquidity === "maker")).toBe(true);
  },
  SLICE_MS_MAX,
);
