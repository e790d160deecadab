import type { PriceTicks, SizeMicros } from "@augury/core";
import type { MarketSettlement, OrderGroups } from "@augury/venue-kalshi";
import type { CrashTrader } from "./crash-trader.ts";

const CONTRACT = 1_000_000;
const at = (price: number) => price as PriceTicks;
const TAKES = { timeInForce: "IOC", price: at(6_000) } as const;
/** NO of the market that all lives trade in. */
const NO = 1;
/** Contracts within 15 s that no life comes near, and what each fill is more than. In SizeMicros. */
export const CAP = (1_000_000 * CONTRACT) as SizeMicros;
const TRIPPED = (0.01 * CONTRACT) as SizeMicros;

/** Orders get another price and size: one while it fills, one that rests, and then so that it takes what it meets. */
export async function amendSome(trader: CrashTrader): Promise<void> {
  const [filling, resting] = [trader.take(), trader.take()];
  trader.submit(trader.wish(filling), trader.wish(resting, { price: at(4_800) }));
  await trader.answered(filling, resting);
  await trader.during("amend", async () => {
    trader.say({ kind: "wants", what: "trades" });
    await trader.amend(filling, { more: 3 * CONTRACT, price: 5_000 });
    await trader.amend(resting, { more: 1 * CONTRACT, price: 4_900 });
    await trader.amend(resting, { more: 2 * CONTRACT, price: 5_200 });
  });
}

/** Orders get fewer contracts: one while it fills, and one of NO twice; then a change is still on its way when everything is canceled. */
export async function decreaseSome(trader: CrashTrader): Promise<void> {
  const [filling, resting, other] = [trader.take(), trader.take(), trader.take()];
  trader.submit(
    trader.wish(filling),
    trader.wish(resting, { instrument: NO, price: at(4_500) }),
    trader.wish(other, { price: at(4_700) }),
  );
  await trader.answered(filling, resting, other);
  await trader.during("decrease", async () => {
    trader.say({ kind: "wants", what: "trades" });
    await trader.amend(filling, { more: -1 * CONTRACT, price: 5_000 });
    await trader.amend(resting, { more: -2 * CONTRACT, price: 4_500 });
    await trader.amend(resting, { more: -5 * CONTRACT, price: 4_500 });
  });
  trader.askAmend(resting, { more: 4 * CONTRACT, price: 4_600 });
}

/** The cap on bursts is lowered until the venue withdraws everything, then raised and reset. */
export async function tripGroup(trader: CrashTrader, groups: OrderGroups): Promise<void> {
  const resting = trader.take();
  trader.submit(trader.wish(resting, { price: at(4_700) }));
  await trader.answered(resting);
  await trader.during("group", async () => {
    await groups.setLimit(TRIPPED);
    // What has filled within the window trips it at once, else the next fill does; where nobody told, the next refusal shows it.
    while (groups.state === "active") {
      const probe = trader.take();
      trader.submit(trader.wish(probe, TAKES));
      await trader.answered(probe);
    }
    await groups.setLimit(CAP);
    await groups.reset();
    await trader.until(() => groups.state === "active");
  });
}

/** Buys in the life's own market. */
export async function buyOwn(trader: CrashTrader, instrument: number): Promise<void> {
  const taker = trader.take();
  trader.submit(trader.wish(taker, { ...TAKES, instrument }));
  await trader.answered(taker);
}

/** The life's own market closes over an order that rests, and pays out. */
export async function awaitPayout(
  trader: CrashTrader,
  instrument: number,
  settlements: readonly MarketSettlement[],
): Promise<void> {
  const resting = trader.take();
  trader.submit(trader.wish(resting, { instrument, price: at(4_500) }));
  await trader.answered(resting);
  const isOwn = ({ no, yes }: MarketSettlement) => instrument === yes || instrument === no;
  await trader.during("settlement", async () => {
    trader.say({ kind: "wants", what: "payout" });
    await trader.until(() => settlements.some(isOwn));
  });
}
