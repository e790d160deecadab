import { expect, test } from "bun:test";
import { ok } from "@augury/core";
import { L1Signer, L2Signer, Wallet } from "@augury/signing";
import { mintL2, openClob } from "@augury/venue-polymarket";
import { FakePolymarket, PolymarketExchange } from "@augury/venue-polymarket/sim";

const PRIVATE_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

/** A venue whose clock differs from ours, and our client with a key for it. */
function openSkewed(aheadMs: number) {
  const venue = FakePolymarket.start({
    port: 0,
    exchange: new PolymarketExchange(1),
    nowMs: () => Date.now() + aheadMs,
  });
  const wallet = Wallet.fromPrivateKey(PRIVATE_KEY);
  if (!wallet.ok) throw wallet.error;
  const key = venue.world.accounts.createKey(wallet.value.address, "0");
  if (!key) throw new Error("the venue makes a key");
  const l2 = L2Signer.fromCredentials({ ...key, address: wallet.value.address });
  if (!l2.ok) throw l2.error;
  const l1 = new L1Signer(wallet.value, 137);
  const { client } = openClob({
    baseUrl: `${venue.url}/clob`,
    credentials: { l1: async ({ timeMs }) => ok(l1.headers(timeMs, 1)), l2: mintL2(l2.value) },
  });
  if (!client) throw new Error("the group has methods");
  return { venue, client };
}

test.each([30_000, -30_000])(
  "clock skew: behavior: %i ms: a read is corrected by the answer's date and sent again",
  async (aheadMs) => {
    const { venue, client } = openSkewed(aheadMs);
    expect((await client.call("orders")).ok).toBe(true);
    expect(venue.stats().requestsServed).toBe(2);
    expect((await client.call("derive-api-key")).ok).toBe(false);
    expect((await client.call("create-api-key")).ok).toBe(true);
    expect((await client.call("derive-api-key")).ok).toBe(true);
    client.close();
    await venue.stop();
  },
);

test("clock skew: error: what is sent once says which way the clock is wrong; the next call is right", async () => {
  const { venue, client } = openSkewed(30_000);
  const first = await client.call("heartbeat");
  expect(first.ok === false && [first.error.code, first.error.retry, first.error.hint]).toEqual([
    "auth",
    "never",
    expect.stringMatching(/^this machine's clock is (29|30)\d{3} ms behind the venue's/),
  ]);
  expect((await client.call("heartbeat")).ok).toBe(true);
  expect(venue.stats().requestsServed).toBe(2);
  client.close();
  await venue.stop();
});
