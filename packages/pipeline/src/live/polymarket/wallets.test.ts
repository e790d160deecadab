import { afterEach, expect, test } from "bun:test";
import { type Address, deriveWallets, parseAddress, SIGNATURE_TYPE, type WalletKind } from "@augury/signing";
import { differenceOf } from "@augury/venue-polymarket/live/sim";
import { SimTrader, TEST_KEYS } from "@augury/venue-polymarket/sim";
import { LiveStageRig } from "../live-stage-rig.ts";
import { PolymarketRigVenue } from "./polymarket-rig-venue.ts";

const TIMEOUT_MS = 60_000;
const CONTRACT = 1_000_000;
const KINDS = Object.keys(SIGNATURE_TYPE) as WalletKind[];
let rig: LiveStageRig<PolymarketRigVenue>;
afterEach(() => rig.close());

function open(kind: WalletKind, funder?: string): PolymarketRigVenue {
  rig = new LiveStageRig(new PolymarketRigVenue(kind, funder));
  return rig.venue;
}

/** The venue's orders of one wallet that may still trade. */
const restingOf = ({ server }: PolymarketRigVenue, address: string) =>
  [...server.world.desk.orders.values()].filter((one) => one.status === "LIVE" && one.wallet.address === address);

/** Everything has settled, and a comparison that began after that has found nothing. */
async function reconcile(): Promise<void> {
  await rig.until(() => rig.ledger.pendingCount === 0, "everything has settled");
  const told = rig.told("venueStatus").length;
  rig.venue.disconnect();
  await rig.until(
    () =>
      rig
        .told("venueStatus")
        .slice(told)
        .some(({ isReconciled }) => !isReconciled),
    "it is doubted",
  );
  await rig.ready();
}

test.each(KINDS)(
  "wallets: default: a wallet of kind %s is opened, makes, takes, sells, cancels and is reconciled; the ledger is its funds",
  async (kind) => {
    const venue = open(kind);
    const { account, server } = venue;
    for (const other of KINDS) if (other !== kind) venue.walletOf(other).collateral = 7 * CONTRACT;
    account.collateral = 500 * CONTRACT;
    account.moveTokens("12", 7 * CONTRACT);
    await rig.start();
    await rig.ready();
    expect(rig.told("control")).toMatchObject([{ control: "cash", x: 500 * CONTRACT }]);
    expect(rig.told("position")).toMatchObject([{ size: 7 * CONTRACT }]);

    rig.order(1, { price: 5_000, contracts: 20 });
    await rig.until(() => rig.stateOf(1) === "accepted", "a bid rests");
    expect(restingOf(venue, account.address)).toHaveLength(1);
    const timeUs = Date.now() * 1000;
    server.exchange.trade(0, { takerSide: "sell", size: 12 * CONTRACT, levelsMax: 1, timeUs, echoDelayUs: 0 });
    await rig.until(() => rig.stateOf(1) === "partially_filled", "it is filled in part");
    rig.order(2, { price: 5_100 });
    await rig.until(() => rig.stateOf(2) === "filled", "an offer is taken");
    rig.cancel(1);
    await rig.until(() => rig.stateOf(1) === "canceled", "the rest is canceled");
    await rig.until(() => account.tokensOf("11") === 22 * CONTRACT, "what was bought has settled");
    await reconcile();
    rig.order(3, { side: "sell", price: 4_900, contracts: 5, timeInForce: "IOC" });
    await rig.until(() => rig.stateOf(3) === "filled", "some of it is sold");
    await reconcile();

    const roles = rig.told("settlement").map(({ intentId, maker, state }) => [intentId, maker, state]);
    expect(roles).toContainEqual([1, true, "confirmed"]);
    expect(roles).toContainEqual([2, false, "confirmed"]);
    expect(roles).toContainEqual([3, false, "confirmed"]);
    expect(differenceOf(rig.ledger, account)).toBeUndefined();
    expect([account.tokensOf("11"), account.tokensOf("12")]).toEqual([17 * CONTRACT, 7 * CONTRACT]);
    expect(venue.resting).toBe(0);
    expect(rig.notes.map(({ what }) => what)).toEqual(["account opened"]);
    for (const other of KINDS)
      if (other !== kind) expect(venue.walletOf(other)).toMatchObject({ collateral: 7 * CONTRACT, tokens: new Map() });
  },
  TIMEOUT_MS,
);

test.each(KINDS)(
  "wallets: behavior: what its owner's key does for another wallet than the %s is seen, and is none of its own",
  async (kind) => {
    const venue = open(kind);
    const { account, server } = venue;
    await rig.start();
    await rig.ready();
    const byHand = new SimTrader(server.world, TEST_KEYS[0], { kind: kind === "safe" ? "eoa" : "safe" });
    rig.order(1, { price: 5_000, contracts: 20 });
    await rig.until(() => rig.stateOf(1) === "accepted", "our bid rests");
    byHand.post({ token: "11", side: "BUY", price: 0.45, size: 10 });
    // Takes what others offer, then what we bid: both are trades of the same API key, in which we are nobody, then the maker.
    byHand.post({ token: "11", side: "BUY", price: 0.51, size: 10 });
    byHand.post({ token: "12", side: "BUY", price: 0.5, size: 8 });
    await rig.until(() => rig.stateOf(1) === "partially_filled", "our bid is filled in part");
    await rig.until(() => account.tokensOf("11") === 8 * CONTRACT, "it has settled");
    await reconcile();
    expect(differenceOf(rig.ledger, account)).toBeUndefined();
    expect(rig.told("settlement").every(({ intentId, size }) => intentId === 1 && size === 8 * CONTRACT)).toBe(true);
    expect(rig.told("venueStatus").at(-1)).toMatchObject({ externalOrders: 1 });
    expect(rig.notes.map(({ what }) => what)).toEqual(["account opened"]);
    expect(byHand.tokensOf("12")).toBe(8 * CONTRACT);
  },
  TIMEOUT_MS,
);

test.each(["proxy", "safe", "depositWallet"] as const)(
  "wallets: behavior: it is the %s that has to allow the exchange its funds",
  async (kind) => {
    const { account } = open(kind);
    account.allowances.clear();
    await rig.start();
    await rig.ready();
    rig.order(1, { price: 4_000 });
    await rig.until(() => rig.stateOf(1) !== undefined && rig.stateOf(1) !== "submitted", "it is answered");
    expect(rig.told("orderReport").at(-1)).toMatchObject({ state: "rejected", reason: "balance" });
  },
  TIMEOUT_MS,
);

const OWNER = parseAddress("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266") as Address;
const [PROXY, SAFE, DEPOSIT] = (["proxy", "safe", "depositWallet"] as const).map(
  (kind) => deriveWallets(kind, OWNER, 137)[0] as Address,
) as [Address, Address, Address];
const STRANGER = "0x0000000000000000000000000000000000000001";

test.each([
  [
    "proxy",
    SAFE,
    `live.polymarket.kind: ${SAFE} is the Safe of ${OWNER}, not its proxy; it must be safe for this funder`,
  ],
  [
    "safe",
    DEPOSIT,
    `live.polymarket.kind: ${DEPOSIT} is the deposit wallet of ${OWNER}, not its Safe; it must be deposit`,
  ],
  [
    "depositWallet",
    PROXY,
    `live.polymarket.kind: ${PROXY} is the proxy of ${OWNER}, not its deposit wallet; it must be proxy`,
  ],
  [
    "safe",
    OWNER,
    `live.polymarket.funder: ${OWNER} is the key's own address, and its Safe is another; kind: eoa trades`,
  ],
  [
    "proxy",
    STRANGER,
    `live.polymarket.funder: ${STRANGER} is not the proxy that Polymarket makes for ${OWNER}, which is at ${PROXY}`,
  ],
  [
    "safe",
    STRANGER,
    `live.polymarket.funder: ${STRANGER} is not the Safe that Polymarket makes for ${OWNER}, which is at ${SAFE}`,
  ],
] as const)(
  "wallets: error: kind %s with funder %s is refused in one line without a key",
  async (kind, funder, line) => {
    const { environment, server } = open(kind, funder);
    const failure = await rig.start().then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failure).toStartWith(line);
    expect(failure).not.toContain("\n");
    expect(failure.toLowerCase()).not.toContain(environment.KEY.slice(2, 10));
    // Nothing was asked of the venue: no API key was made for it.
    expect(server.world.accounts.findKeyOf(OWNER, "0")).toBeUndefined();
  },
);

test(
  "wallets: behavior: a deposit wallet of another make is traded, and a person is told to look",
  async () => {
    open("depositWallet", STRANGER);
    await rig.start();
    expect(rig.notes[0]).toMatchObject({
      level: "warn",
      what: "funder",
      detail: expect.stringContaining(`${STRANGER} is not the deposit wallet that`),
    });
  },
  TIMEOUT_MS,
);
