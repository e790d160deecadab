import { afterEach, expect, test } from "bun:test";
import { OrderType, Side, SignatureTypeV2 } from "@polymarket/clob-client-v2";
import { TOKENS } from "../polymarket-clob/scene.ts";
import { PolymarketFloor, PRIVATE_KEYS } from "./polymarket-floor.ts";

const [YES, NO] = TOKENS[0];
const WALLET = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
let floor: PolymarketFloor;
afterEach(() => floor.close());

const statusOf = (id: string) => floor.world.desk.orders.get(id)?.status;

test.each([
  ["EOA", SignatureTypeV2.EOA, undefined],
  ["a proxy", SignatureTypeV2.POLY_PROXY, WALLET],
  ["a Safe", SignatureTypeV2.POLY_GNOSIS_SAFE, WALLET],
  ["a deposit wallet", SignatureTypeV2.POLY_1271, WALLET],
])(
  "official wallets: behavior: orders of %s are verified for each exchange, and nobody else's",
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
