import { expect, test } from "bun:test";
import { CLOB_METHODS, POLYMARKET_GROUPS } from "@augury/venue-polymarket";
import { VENUE_HOSTS } from "@augury/venue-polymarket/sim";
import { ACCOUNT_CASES } from "./account-cases.ts";
import { ask, PUBLIC_CASES } from "./public-cases.ts";
import { BUILDER, DAY, NOW_MS, Scene, TOKENS } from "./scene.ts";
import { TRADING_CASES } from "./trading-cases.ts";

/** What the official client of this version cannot ask at all; the answer is compared with what the venue's own state says. */
const OURS_ALONE: Readonly<Record<string, { readonly params: object; readonly answer: unknown }>> = {
  "batch-prices-history": {
    params: { token_ids: TOKENS[0][0], interval: "1d", fidelity: 5 },
    answer: { history: { [TOKENS[0][0]]: [600, 300].map((ago) => ({ t: NOW_MS / 1000 - ago, p: 0.5 })) } },
  },
  "builder-fees": {
    params: { builder_code: BUILDER },
    answer: { builder_maker_fee_rate_bps: 10, builder_taker_fee_rate_bps: 25 },
  },
  "current-rebates": { params: { date: DAY, maker_address: `0x${"7".repeat(40)}` }, answer: [] },
  "rate-limit-tier": { params: {}, answer: { tier: "Standard" } },
  "session-signers": { params: {}, answer: { wallet: "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", signers: [] } },
};

test("conformance: behavior: every method of ours is asked beside the official client, or alone against the venue's state", () => {
  const cases = [PUBLIC_CASES, ACCOUNT_CASES, TRADING_CASES].flatMap((table) => Object.values(table));
  const asked = new Set([...cases.flatMap(({ methods }) => methods), ...Object.keys(OURS_ALONE)]);
  expect(CLOB_METHODS.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
  expect([...asked].filter((name) => !CLOB_METHODS.some((method) => method.name === name))).toEqual([]);
});

test.each(Object.entries(OURS_ALONE))("conformance: ours alone: %s", async (name, { params, answer }) => {
  const scene = Scene.open();
  try {
    expect(await ask(scene, name, params)).toEqual(answer);
  } finally {
    await scene.close();
  }
});

test.each(["clob", "site"])("conformance: behavior: the simulated venue answers every endpoint of group %s", (name) => {
  const routes = new Set(VENUE_HOSTS.find((host) => host.name === name)?.routes.map(({ endpoint }) => endpoint));
  const group = POLYMARKET_GROUPS.find((one) => one.name === name);
  expect(group?.methods.length).toBeGreaterThan(0);
  expect(group?.methods.filter(({ endpoint }) => !routes.has(endpoint)).map(({ endpoint }) => endpoint)).toEqual([]);
});

test("conformance: error: both clients are told the same of an unknown market and a bad order", async () => {
  const scene = Scene.open();
  try {
    const order = scene.sign({ size: 1 });
    const questions: [() => Promise<unknown>, () => Promise<unknown>, string, number][] = [
      [
        () => scene.official.getMarket(`0x${"0".repeat(64)}`),
        () => ask(scene, "market", { condition_id: `0x${"0".repeat(64)}` }),
        "market not found",
        404,
      ],
      [
        () => scene.official.postOrder({ ...order, salt: String(order.salt) } as never),
        () => ask(scene, "post-order", { order, owner: scene.apiKey }),
        "lower than the minimum: 5",
        400,
      ],
    ];
    for (const [official, ours, text, status] of questions) {
      const theirs = await official().catch((error: unknown) => error);
      const own = await ours().catch((error: unknown) => error);
      expect([theirs, own].map((error) => (error as Error).message)).toEqual([
        expect.stringContaining(text),
        expect.stringContaining(text),
      ]);
      expect([theirs, own]).toMatchObject([{ status }, { status }]);
    }
  } finally {
    await scene.close();
  }
});
