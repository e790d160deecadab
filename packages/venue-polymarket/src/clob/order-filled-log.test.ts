import { expect, test } from "bun:test";
import { hasFixtures, readFixture } from "@augury/testkit";
import { OrderFilledLog } from "./order-filled-log.ts";

async function recordedLogs(): Promise<Record<string, unknown>[]> {
  const text = await readFixture("polymarket/clob/onchain-v2-order-filled-logs-2026-05-10.json");
  return (JSON.parse(text) as { logs: Record<string, unknown>[] }).logs;
}

test.skipIf(!hasFixtures())("OrderFilledLog: fixture: a buy and a sell of one transaction", async () => {
  const [buy, sell] = (await recordedLogs()).map((log) => OrderFilledLog.parse(log));
  expect(buy).toMatchObject({
    orderId: "0xa2d356c1739a2bd23409138cb471030a5aab8defcff2e6b5b7c26eddcf0c1bff",
    maker: "0x43b3467e41f2f8d1da53fe712685b20095bc0ccc",
    side: "buy",
    tokenId: "101854838619511580592776677889980745473028205660306680940322169084274305374501",
    makerAmount: 1_232_800n,
    takerAmount: 1_840_000n,
    fee: 0n,
    logIndex: 0x169,
  });
  expect(sell).toMatchObject({ side: "sell", makerAmount: 3_160_000n, takerAmount: 1_042_800n, logIndex: 0x16b });
  expect(buy?.transactionHash).toBe(sell?.transactionHash as string);
});

test.skipIf(!hasFixtures())("OrderFilledLog: error: another event, a word too few, an impossible side", async () => {
  const [log = {}] = await recordedLogs();
  const isRead = (changes: object) => OrderFilledLog.safeParse({ ...log, ...changes }).success;
  const data = String(log.data);
  expect(isRead({})).toBe(true);
  expect(isRead({ topics: [`0x${"0".repeat(64)}`, ...(log.topics as string[]).slice(1)] })).toBe(false);
  expect(isRead({ data: data.slice(0, -64) })).toBe(false);
  expect(isRead({ data: `${data.slice(0, 65)}2${data.slice(66)}` })).toBe(false);
});
