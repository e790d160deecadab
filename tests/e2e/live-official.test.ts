import { expect, test } from "bun:test";
import { TEST_KEYS } from "@augury/venue-polymarket/sim";
import { AssetType, Chain, ClobClient, OrderType, Side } from "@polymarket/clob-client-v2";
import { createWalletClient, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { LiveTheatre } from "./live-engine.ts";
import { SLICE_MS_MAX } from "./run-slice.ts";

/** A public test key of the Hardhat project: it owns nothing anywhere. */
const THEIR_KEY: Hex = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const TOKENS = ["11", "12"] as const;
const TRIES_MAX = 30;

/** The official client with a wallet's key, as its examples open it. */
async function openOfficial(theatre: LiveTheatre, privateKey: Hex): Promise<ClobClient> {
  const signer = createWalletClient({
    account: privateKeyToAccount(privateKey),
    chain: polygon,
    // Only signs: nothing is ever sent to a node.
    transport: http("http://127.0.0.1:1"),
  });
  const options = { host: `${theatre.server.url}/clob`, chain: Chain.POLYGON, signer, useServerTime: true };
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

test(
  "live: behavior: the engine and the official client trade with each other, and both read the same of our account",
  async () => {
    await using theatre = new LiveTheatre();
    const engine = await theatre.startOrThrow("a");
    const them = await openOfficial(theatre, THEIR_KEY);
    const us = await openOfficial(theatre, TEST_KEYS[0] as Hex);
    const fills = () => engine.view.fills({ limit: 1000, before: Number.MAX_SAFE_INTEGER });
    const rests = (side: "buy" | "sell") =>
      engine.view
        .orders({ limit: 100, before: Number.MAX_SAFE_INTEGER, open: true })
        .some((order) => order.side === side && order.state === "accepted");
    // They buy NO, which is our bid for YES filled, both minted together; then YES, which is our ask.
    for (const [side, tokenID] of [
      ["buy", TOKENS[1]],
      ["sell", TOKENS[0]],
    ] as const) {
      await theatre.until(() => rests(side), `a ${side} of ours rests`);
      const hasFilled = () => fills().some((fill) => fill.side === side);
      const wish = { tokenID, amount: 30, side: Side.BUY, price: 0.6 };
      // Our quote moves with the book: they go on until they have met it.
      for (let tries = 0; tries < TRIES_MAX && !hasFilled(); tries++) {
        await theatre.until(() => rests(side) || hasFilled(), "we quote again");
        await them.createAndPostMarketOrder(wish, { tickSize: "0.01", negRisk: false }, OrderType.FAK);
      }
      await theatre.until(hasFilled, `a ${side} of ours has filled`);
      await theatre.until(() => engine.view.ledger().pending === 0, "it has settled");
    }
    engine.view.kill("enough");
    await theatre.until(() => theatre.resting === 0, "nothing rests");
    await theatre.until(() => engine.view.ledger().pending === 0, "everything has settled");
    const { cash, contracts, problem } = engine.view.ledger();
    const held = (instrument: number) => contracts.find((one) => one.instrument === instrument)?.own ?? 0;
    const ours = [cash.find(({ venue }) => venue === "polymarket")?.own ?? 0, held(0), held(1)];
    expect(ours).toEqual(await readBalances(us));
    expect(problem).toBeUndefined();
    // What they read of our trades is what the engine says that it has done.
    const read = (await us.getTrades())
      .flatMap(({ maker_orders }) => maker_orders)
      .filter(({ owner }) => owner === us.creds?.key);
    const size = read.reduce((sum, { matched_amount }) => sum + Math.round(Number(matched_amount) * 1e6), 0);
    expect(size).toBe(fills().reduce((sum, fill) => sum + fill.size, 0));
    expect(fills().every(({ settlement, liquidity }) => settlement === "confirmed" && liquidity === "maker")).toBe(
      true,
    );
  },
  SLICE_MS_MAX,
);
