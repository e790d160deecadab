import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PriceTicks } from "@augury/core";
import { systemScheduler } from "@augury/net";
import { requestOf } from "@augury/testkit";
import { FakePolymarket } from "../../sim/fake-polymarket.ts";
import { exchangeOf } from "../../sim/session-harness.ts";
import { SimTrader, TEST_KEYS } from "../../sim/sim-trader.ts";
import { SceneProcess } from "./scene-process.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-live-"));
let server: FakePolymarket;
let trading: SceneProcess;
let ticker: Timer;

beforeAll(() => {
  server = FakePolymarket.start({ port: 0, exchange: exchangeOf(1, { feeRate: 0.04 }) });
  const { key } = new SimTrader(server.world, TEST_KEYS[0]);
  const link = {
    baseUrl: `${server.url}/clob`,
    streamUrl: server.socketUrlOf("/ws"),
    scheduler: systemScheduler,
    postMsMax: 300,
  };
  const opening = key.account.collateral;
  trading = new SceneProcess(link, { key, keys: new Map(), logPath: join(folder, "intents"), opening });
  ticker = setInterval(() => {
    server.world.advance(Date.now());
    server.flush();
    trading.venue.onTime(systemScheduler.nowUs());
  }, 5);
});
afterAll(async () => {
  clearInterval(ticker);
  await trading.kill();
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Waits for a condition; the test run's own limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Bun.sleep(5);
}
const has = (state: string) => trading.reports.some((one) => one.state === state);

test("PolymarketLive: behavior: over real sockets: rests, fills behind a lost answer, settles, is canceled", async () => {
  await until(() => trading.venue.isReconciled);
  const { world } = server;
  const nowUs = () => systemScheduler.nowUs();
  trading.venue.submit(requestOf(1, nowUs()), nowUs());
  await until(() => has("accepted"));
  world.faults.next.push("lost_after");
  trading.venue.submit(requestOf(2, nowUs(), { price: 5_100 as PriceTicks }), nowUs());
  await until(() => trading.filled(2) === 10_000_000);
  trading.venue.cancelAll("requested", nowUs());
  await until(() => has("canceled") && trading.venue.openCount === 0);
  await until(() => (trading.ledger.sellable(0) as number) === 10_000_000);
  const account = world.accounts.findAccount(trading.address);
  expect(trading.ledger.spendable("polymarket") as number).toBe(account?.collateral as number);
  expect(trading.alarms).toEqual([]);
});
