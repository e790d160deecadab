import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ok, type PriceTicks, type SizeMicros } from "@augury/core";
import { systemScheduler } from "@augury/net";
import { generateThrowawayKeyPair, KalshiSigner } from "@augury/signing";
import { requestOf } from "@augury/testkit";
import { FakeKalshi } from "../../sim/fake-kalshi.ts";
import { kalshiCredentials } from "../rest/request-signing.ts";
import { CASH, sceneExchange } from "./scene-market.ts";
import { SceneProcess } from "./scene-process.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-kalshi-"));
let server: FakeKalshi;
let trading: SceneProcess;
let ticker: Timer;

beforeAll(() => {
  const pair = generateThrowawayKeyPair();
  const signer = KalshiSigner.fromPem("key", pair.privateKeyPem);
  if (!signer.ok) throw signer.error;
  server = FakeKalshi.start({
    port: 0,
    exchange: sceneExchange(Date.now() * 1000),
    keys: [{ keyId: "key", publicKey: pair.publicKeyPem }],
    openingCash: CASH,
    skewMsMax: 60_000,
  });
  const link = {
    baseUrl: server.url,
    streamUrl: server.socketUrl,
    scheduler: systemScheduler,
    credentials: kalshiCredentials(signer.value),
    mintHeaders: async () => ok(signer.value.headers(Date.now(), "GET", "/trade-api/ws/v2")),
    postMsMax: 300,
    isLive: () => true,
  };
  const group = { contractsMax: 1_000_000_000 as SizeMicros };
  const sinceMs = Date.now() - 60_000;
  trading = new SceneProcess(link, {
    keys: new Map(),
    logPath: join(folder, "intents"),
    opening: CASH,
    sinceMs,
    group,
  });
  ticker = setInterval(() => {
    server.venue.advance(Date.now());
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

test("KalshiLive: behavior: over real sockets and signatures: rests, fills behind a lost answer, is canceled", async () => {
  await until(() => trading.venue.isReconciled && trading.live.groups?.state === "active");
  const { venue } = server;
  const nowUs = () => systemScheduler.nowUs();
  const wish = () => ({ deadlineUs: nowUs() + 60_000_000 });
  trading.venue.submit(requestOf(1, nowUs(), wish()), nowUs());
  await until(() => has("accepted"));
  venue.faults.next.push("lost_after");
  trading.venue.submit(requestOf(2, nowUs(), { ...wish(), price: 5_100 as PriceTicks }), nowUs());
  await until(() => trading.filled(2) === 10_000_000);
  trading.venue.cancelAll("requested", nowUs());
  await until(() => has("canceled") && trading.venue.openCount === 0);
  const account = venue.store.get("key");
  expect(trading.ledger.sellable(0) as number).toBe(10_000_000);
  expect(trading.ledger.spendable("kalshi") as number).toBe(account.cashOf(0));
  expect(account.resting()).toHaveLength(0);
  expect(trading.alarms).toEqual([]);
}, 60_000);
