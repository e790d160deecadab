import { afterEach, expect, test } from "bun:test";
import { type Address, type DerivedKind, deriveWallets } from "@augury/signing";
import { AssetType, OrderType, Side, SignatureTypeV2 } from "@polymarket/clob-client-v2";
import { privateKeyToAddress } from "viem/accounts";
import { TOKENS } from "../polymarket-clob/scene.ts";
import { PolymarketFloor, PRIVATE_KEYS } from "./polymarket-floor.ts";

const [YES, NO] = TOKENS[0];
const ANN = privateKeyToAddress(PRIVATE_KEYS.ann) as Address;
const walletOf = (kind: DerivedKind) => deriveWallets(kind, ANN, 137)[0];
let floor: PolymarketFloor;
afterEach(() => floor.close());

const statusOf = (id: string) => floor.world.desk.orders.get(id)?.status;

test.each([
  ["EOA", SignatureTypeV2.EOA, undefined],
  ["a proxy", SignatureTypeV2.POLY_PROXY, walletOf("proxy")],
  ["a Safe", SignatureTypeV2.POLY_GNOSIS_SAFE, walletOf("safe")],
  ["a deposit wallet", SignatureTypeV2.POLY_1271, walletOf("depositWallet")],
])(
  "official wallets: behavior: orders of %s are verified for each exchange, and nobody else's; its own money is traded",
  async (_, signatureType, funder) => {
    floor = new PolymarketFloor();
    const wallet = { signatureType, ...(funder && { funderAddress: funder }) };
    const { account, address, client } = floor.open(PRIVATE_KEYS.ann, wallet);
    const versions = [2, 2, 3] as const;
    for (const [market, [tokenID]] of TOKENS.entries()) {
      const wish = { tokenID, price: 0.4, size: 10, side: Side.BUY };
      const version = versions[market] ?? 2;
      const { orderID } = await client.postOrder(await client.createOrder(wish, { version }));
      expect([statusOf(orderID), floor.world.desk.orders.get(orderID)?.maker]).toEqual(["LIVE", funder ?? address]);
      const other = await client.createOrder(wish, { version: version === 2 ? 3 : 2 });
      await expect(client.postOrder(other)).rejects.toThrow("order_version_mismatch");
      // Signed by somebody else's key.
      const stranger = floor.open(PRIVATE_KEYS.bob, wallet).client;
      const theirs = await stranger.createOrder(wish, { version });
      await expect(client.postOrder(theirs)).rejects.toThrow(/invalid signature|signer address/);
    }
    expect(floor.world.desk.openOrdersOf(account)).toHaveLength(3);
    await floor.open(PRIVATE_KEYS.bob).client.createAndPostOrder({ tokenID: NO, price: 0.6, size: 10, side: Side.BUY });
    floor.settle();
    const read = async (token?: string) => {
      const asked = token
        ? { asset_type: AssetType.CONDITIONAL, token_id: token }
        : { asset_type: AssetType.COLLATERAL };
      return Number((await client.getBalanceAllowance(asked)).balance) / 1e6;
    };
    expect([await read(), await read(YES)]).toEqual([10_000 - 4, 10]);
    const own = floor.world.accounts.accountOf(address);
    expect(own.tokensOf(YES)).toBe(funder ? 0 : 10e6);
  },
);

test("official client: behavior: an order that would take is answered as delayed, and fills later", async () => {
  floor = new PolymarketFloor([{ takerDelayMs: 3_000 }]);
  const [ann, bob] = [floor.open(PRIVATE_KEYS.ann), floor.open(PRIVATE_KEYS.bob)];
  await bob.client.createAndPostOrder({ tokenID: NO, price: 0.5, size: 10, side: Side.BUY });
  const wish = { tokenID: YES, amount: 5, side: Side.BUY, price: 0.5 };
  const answer = await ann.client.createAndPostMarketOrder(wish, {}, OrderType.FOK);
  expect([answer.status, answer.makingAmount, statusOf(answer.orderID)]).toEqual(["delayed", "", "DELAYED"]);
  expect(
    (await ann.client.getClobMarketInfo(floor.venue.exchange.markets[0]?.spec.conditionId ?? "")) as object,
  ).toMatchObject({
    itode: true,
    sd: 3,
  });
  floor.aheadMs += 3_000;
  expect(await ann.client.getTrades()).toMatchObject([{ taker_order_id: answer.orderID, size: "10" }]);
  expect([statusOf(answer.orderID), ann.account.tokensOf(YES)]).toEqual(["MATCHED", 10e6]);
});
