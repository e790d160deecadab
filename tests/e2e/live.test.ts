import { expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Address, deriveWallets, Wallet } from "@augury/signing";
import { redeem, type SimMarket, TEST_KEYS } from "@augury/venue-polymarket/sim";
import { LiveTheatre } from "./live-engine.ts";
import { SLICE_MS_MAX } from "./run-slice.ts";

for (const topology of ["workers", "inline"] as const)
  test(
    `live: behavior: quotes, fills, settles and leaves nothing behind (${topology})`,
    async () => {
      await using theatre = new LiveTheatre();
      const engine = await theatre.startOrThrow("a", { topology });
      await theatre.until(() => theatre.resting > 0, "the quoter quotes");
      const opening = 10_000_000_000;
      theatre.trade("sell", 115);
      await theatre.until(() => (theatre.account?.tokensOf("11") ?? 0) > 0, "a trade settles at the venue");
      const held = () => engine.view.positions().find(({ instrument }) => instrument === 0)?.size ?? 0;
      await theatre.until(() => held() === theatre.account?.tokensOf("11"), "the engine owns the same");
      await engine.stop();
      expect(theatre.resting).toBe(0);
      expect(theatre.account?.collateral).toBeLessThan(opening);
      expect(theatre.log.join("\n")).toContain("live trading: this is what it may do at most");
    },
    SLICE_MS_MAX,
  );

for (const topology of ["workers", "inline"] as const)
  test(
    `live: behavior: a market ends: the profit is taken at once, and redemption by hand is no difference (${topology})`,
    async () => {
      await using theatre = new LiveTheatre();
      const engine = await theatre.startOrThrow("a", { topology });
      await theatre.until(() => theatre.resting > 0, "the quoter quotes");
      theatre.trade("sell", 115);
      const { view } = engine;
      const held = () => theatre.account?.tokensOf("11") ?? 0;
      await theatre.until(() => held() > 0 && view.ledger().pending === 0, "a trade settles");
      const { server } = theatre;
      if (!theatre.account) throw new Error("the account has traded");
      theatre.account.autoRedeems = false;
      server.exchange.resolveMarket(0, 0, Date.now() * 1000);
      const cash = () => view.ledger().cash.find(({ venue }) => venue === "polymarket");
      await theatre.until(() => cash()?.redeemable === held(), "what the winners pay is due");
      const { problem, strategies, total } = view.ledger();
      expect([problem, total.cost as number, total.unrealizedPnl as number]).toEqual([undefined, 0, 0]);
      expect(total.realizedPnl as number).toBeGreaterThan(0);
      expect(strategies).toMatchObject([{ strategy: "q", realizedPnl: total.realizedPnl }]);
      if (topology === "workers") engine.topology.crash("decision");
      redeem(theatre.account, server.exchange.markets[0] as SimMarket);
      server.chaos({ fault: "disconnect", args: { code: 1001 } });
      if (topology === "workers") engine.topology.crash("executor");
      await theatre.until(() => cash()?.redeemable === 0, "the redemption is seen");
      await theatre.until(() => view.reconciliation()[0]?.status?.isReconciled === true, "the account is reconciled");
      expect(cash()?.own).toBe(theatre.account.collateral);
      expect(view.ledger()).toMatchObject({ total: { realizedPnl: total.realizedPnl }, contracts: [] });
      expect(view.ledger().problem).toBeUndefined();
      expect(view.reconciliation()[0]?.notes).toEqual([]);
    },
    SLICE_MS_MAX,
  );

test(
  "live: behavior: the executor dies, its orders are found and canceled, and quoting goes on",
  async () => {
    await using theatre = new LiveTheatre();
    const engine = await theatre.startOrThrow("a");
    await theatre.until(() => theatre.resting > 0, "the quoter quotes");
    const before = new Set(theatre.server.world.desk.orders.keys());
    engine.topology.crash("executor");
    await theatre.until(
      () => [...before].every((id) => theatre.server.world.desk.orders.get(id)?.status !== "LIVE"),
      "the dead executor's orders are gone",
    );
    await theatre.until(() => theatre.resting > 0, "the quoter quotes again");
    expect(theatre.log.join("\n")).toContain("live_account_taken_over");
  },
  SLICE_MS_MAX,
);

test(
  "live: behavior: the kill switch empties the venue, says so, and holds over a restart until it is lifted",
  async () => {
    await using theatre = new LiveTheatre();
    const engine = await theatre.startOrThrow("a");
    await theatre.until(() => theatre.resting > 0, "the quoter quotes");
    engine.view.kill("test");
    await theatre.until(() => theatre.log.join("\n").includes("live_kill_confirmed"), "the kill is confirmed");
    expect(theatre.resting).toBe(0);
    await engine.stop();
    const again = await theatre.startOrThrow("a");
    expect(again.view.risk().killed).toBe(true);
    await theatre.until(
      () => theatre.log.filter((line) => line.includes("live_account_opened")).length === 2,
      "the account is opened again",
    );
    expect(theatre.resting).toBe(0);
    expect(again.view.resume().ok).toBe(true);
    await theatre.until(() => theatre.resting > 0, "the quoter quotes again");
  },
  SLICE_MS_MAX,
);

test(
  "live: error: no confirmation, a second engine on the wallet, and a key that others may read are refused",
  async () => {
    await using theatre = new LiveTheatre();
    expect(await theatre.start("a", { confirmLive: false })).toContain(
      "start with --confirm-live, or set AUGURY_CONFIRM_LIVE=live:polymarket",
    );
    const file = join(theatre.folder, "key");
    writeFileSync(file, TEST_KEYS[0]);
    chmodSync(file, 0o644);
    expect(await theatre.start("a", { keys: `wallet: { file: "${file}" }` })).toContain("chmod 600");
    chmodSync(file, 0o600);
    const first = await theatre.startOrThrow("a", {
      keys: `wallet: { file: "${file}" }`,
      confirmLive: false,
      env: { AUGURY_CONFIRM_LIVE: "live:polymarket" },
    });
    expect(await theatre.start("b")).toContain("is traded by another engine");
    await first.stop();
    expect(typeof (await theatre.start("b"))).toBe("object");
  },
  SLICE_MS_MAX,
);

test(
  "live: error: a wallet that is not of the kind said, and a second engine on another wallet of the same key, are refused",
  async () => {
    await using theatre = new LiveTheatre();
    const owner = Wallet.fromPrivateKey(TEST_KEYS[0]);
    if (!owner.ok) throw owner.error;
    const [safe] = deriveWallets("safe", owner.value.address, 137) as [Address];
    const wrong = await theatre.start("a", { wallet: `kind: proxy, funder: "${safe}"` });
    expect(wrong).toEndWith(
      `live.polymarket.kind: ${safe} is the Safe of ${owner.value.address}, not its proxy; it must be safe for this funder`,
    );
    expect(theatre.log.join("\n").toLowerCase()).not.toContain(TEST_KEYS[0].slice(2, 18));
    const engine = await theatre.startOrThrow("a", { wallet: `kind: safe, funder: "${safe.toLowerCase()}"` });
    // The switches of the venue cancel whatever the key has placed, for whichever wallet.
    expect(await theatre.start("b")).toContain(`polymarket-${owner.value.address.toLowerCase()} is traded by another`);
    await engine.stop();
    const other = await theatre.startOrThrow("b");
    expect(await theatre.start("a", { wallet: `kind: safe, funder: "${safe}"` })).toContain(
      "is traded by another engine",
    );
    await other.stop();
    // What was refused holds no lock.
    expect(typeof (await theatre.start("a", { wallet: `kind: safe, funder: "${safe}"` }))).toBe("object");
  },
  SLICE_MS_MAX,
);
