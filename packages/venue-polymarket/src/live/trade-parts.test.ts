import { expect, test } from "bun:test";
import type { UserTrade } from "../user/user-trade.ts";
import { ownParts } from "./trade-parts.ts";

const US = { apiKey: "us", makerAddress: "0xAB" };
const TRADE: UserTrade = {
  kind: "trade",
  tradeId: "t",
  status: "MATCHED",
  isFinal: false,
  conditionId: "0xm",
  tokenId: "1",
  outcome: "Yes",
  side: "buy",
  price: "0.52",
  size: "15",
  takerOrderId: "0xTAKER",
  owner: "somebody",
  makerAddress: "0x9",
  role: "maker",
  makers: [
    {
      orderId: "0xA",
      owner: "us",
      makerAddress: "",
      tokenId: "2",
      outcome: "No",
      side: "buy",
      price: "0.48",
      size: "5",
    },
    {
      orderId: "0xB",
      owner: "other",
      makerAddress: "0xab",
      tokenId: "1",
      outcome: "Yes",
      side: "sell",
      price: "0.51",
      size: "4",
    },
    {
      orderId: "0xb",
      owner: "other",
      makerAddress: "0xab",
      tokenId: "1",
      outcome: "Yes",
      side: "sell",
      price: "0.51",
      size: "3",
    },
    {
      orderId: "0xC",
      owner: "us",
      makerAddress: "0x2",
      tokenId: "1",
      outcome: "Yes",
      side: "sell",
      price: "0.51",
      size: "3",
    },
  ],
  transactionHash: undefined,
  matchTimeMs: 1,
  exchangeTimeMs: 1,
};

test("ownParts: default: as maker the wallet's orders, each on its own token, whichever key placed them, once per order", () => {
  expect(ownParts(TRADE, US) as unknown).toEqual([
    { id: "t:0xa", orderId: "0xa", tokenId: "2", side: "buy", price: 4_800, size: 5_000_000, liquidity: "maker" },
    { id: "t:0xb", orderId: "0xb", tokenId: "1", side: "sell", price: 5_100, size: 7_000_000, liquidity: "maker" },
  ]);
});

test("ownParts: behavior: a taker pays the makers' mean, off the grid rounded against us, and its own price where they do not add up", () => {
  const taker = { ...TRADE, role: "taker", makerAddress: "0xTAKER" } as const;
  const parts = (trade: UserTrade) =>
    ownParts(trade, { apiKey: "", makerAddress: "0xtaker" })?.map(({ price }) => price as number);
  // (5 × 0.52 + 10 × 0.51) ÷ 15 = 0.51333…
  expect(parts(taker)).toEqual([5_134]);
  expect(parts({ ...taker, side: "sell" })).toEqual([5_133]);
  expect(parts({ ...taker, size: "16" })).toEqual([5_200]);
});

test("ownParts: behavior: what the same key does for another wallet of its owner is none of this one's", () => {
  const taken = { ...TRADE, role: "taker", owner: "us", makers: [] } as const;
  expect(ownParts(taken, US)).toEqual([]);
  expect(ownParts({ ...taken, makerAddress: "0xAb" }, US)).toHaveLength(1);
  expect(ownParts({ ...taken, makerAddress: "" }, US)).toHaveLength(1);
  expect(ownParts({ ...TRADE, makers: TRADE.makers.slice(3) }, US)).toEqual([]);
});

test("ownParts: error: a price or size of ours that cannot be read spoils the trade, a stranger's does not", () => {
  const broken = (index: number) => ({
    ...TRADE,
    makers: TRADE.makers.map((maker, at) => (at === index ? { ...maker, price: "0.123456" } : maker)),
  });
  expect(ownParts(broken(0), US)).toBeUndefined();
  expect(ownParts(broken(3), US)).toHaveLength(2);
});
