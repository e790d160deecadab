import { beforeEach, expect, test } from "bun:test";
import { type Address, deriveWallets, parseAddress, SIGNATURE_TYPE, type WalletKind } from "@augury/signing";
import { exchangeOf, START_US } from "../session-harness.ts";
import { SimTrader, TEST_KEYS, type TestOrder } from "../sim-trader.ts";
import { SimWorld } from "../sim-world.ts";
import type { Placement } from "./order-desk.ts";
import { isRefusal, type Refusal } from "./refusal.ts";

const KINDS = Object.keys(SIGNATURE_TYPE) as WalletKind[];
const OPENING = 10_000e6;
const BUY: TestOrder = { token: "11", side: "BUY", price: 0.51, size: 10 };
let nowMs: number;
let world: SimWorld;

beforeEach(() => {
  nowMs = START_US / 1000;
  world = new SimWorld({ exchange: exchangeOf(1, { feeRate: 0 }), seed: 1, nowMs: () => nowMs });
});

const said = (outcome: Placement | Refusal) => (isRefusal(outcome) ? outcome.text : "taken");
const traderOf = (kind: WalletKind) => new SimTrader(world, TEST_KEYS[0], { kind });

test.each(KINDS)("wallets: default: what a %s buys is paid from it and lands in it", (kind) => {
  const [trader, ...others] = [kind, ...KINDS.filter((one) => one !== kind)].map(traderOf) as [SimTrader];
  expect(said(trader.post(BUY))).toBe("taken");
  nowMs += 1_000;
  world.advance(nowMs);
  expect([trader.collateral, trader.tokensOf("11")]).toEqual([OPENING - 5.1e6, 10e6]);
  for (const other of others as SimTrader[]) expect([other.collateral, other.tokensOf("11")]).toEqual([OPENING, 0]);
  expect(world.desk.settlement.trades[0]?.takerAddress.toLowerCase()).toBe(trader.wallet.address);
});

test("wallets: behavior: one key's wallets share its orders, not their money and what that may be used for", () => {
  const [own, safe] = [traderOf("eoa"), traderOf("safe")];
  safe.wallet.collateral = 9e6;
  own.wallet.allowances.clear();
  const cheap = { ...BUY, price: 0.4 };
  expect(said(own.post(cheap))).toStartWith("not enough balance / allowance: the allowance is not enough");
  expect(said(safe.post(cheap))).toBe("taken");
  expect(said(safe.post({ ...cheap, size: 20 }))).toEndWith(
    "balance: 9000000, sum of active orders: 4000000, order amount: 8000000",
  );
  own.wallet.allowances.set("0xE111180000d2663C0091e4f400237545B87B996B", String(OPENING));
  expect(said(own.post({ ...cheap, size: 20 }))).toBe("taken");
  expect(world.desk.openOrdersOf(own.key.account).map(({ wallet }) => wallet)).toEqual([safe.wallet, own.wallet]);
});

test.each([
  ["a Safe as a proxy", "proxy", "safe", "invalid POLY_PROXY signature"],
  ["a proxy as a Safe", "safe", "proxy", "invalid signature"],
  ["a Safe as a deposit wallet", "depositWallet", "safe", "invalid signature"],
  ["the key itself as a Safe", "safe", "eoa", "invalid signature"],
] as const)("wallets: error: %s is refused", (_, kind, of, text) => {
  const funder = traderOf(of).wallet.address;
  expect(said(new SimTrader(world, TEST_KEYS[0], { kind, funder }).post(BUY))).toBe(text);
});

test.each(["proxy", "safe", "depositWallet"] as const)("wallets: error: somebody else's %s is refused", (kind) => {
  const funder = new SimTrader(world, TEST_KEYS[1], { kind }).wallet.address;
  expect(said(new SimTrader(world, TEST_KEYS[0], { kind, funder }).post(BUY))).toMatch(/^invalid .*signature$/);
});

test("wallets: behavior: either place of a deposit wallet is the key's; the one in use is asked about", () => {
  const { accounts } = world;
  const owner = traderOf("eoa").key.account;
  const [likelier, other] = deriveWallets("depositWallet", parseAddress(owner.address) as Address, 137) as [
    Address,
    Address,
  ];
  const inUse = accounts.accountOf(other);
  expect(accounts.walletOf(owner, SIGNATURE_TYPE.depositWallet)).toBe(inUse);
  expect(accounts.signedWallet(owner, SIGNATURE_TYPE.depositWallet, likelier)?.address).toBe(likelier.toLowerCase());
  expect(accounts.ownerOf(inUse)).toBe(owner);
});
