import { afterAll, expect, test } from "bun:test";
import { ClobClient } from "@polymarket/clob-client-v2";
import { ACCOUNT_EFFECTS } from "./polymarket-account-effects.ts";
import { EffectScene } from "./polymarket-effect-scene.ts";
import { ORDER_EFFECTS } from "./polymarket-effects.ts";
import { PolymarketFloor } from "./polymarket-floor.ts";

const EFFECT_CASES = { ...ORDER_EFFECTS, ...ACCOUNT_EFFECTS };

/** As the class itself has them, by what their names are about. */
const ORDER_METHODS = Object.getOwnPropertyNames(ClobClient.prototype).filter((name) =>
  /order|trade|cancel|post|heartbeat|balance|notification|marketprice/i.test(name),
);
/** What the names above bring along that is not about the account's orders; their cases are in ../polymarket-clob. */
const OTHERS = new Set([
  "getOrderBook",
  "getOrderBooks",
  "getOrderBookHash",
  "getLastTradePrice",
  "getLastTradesPrices",
  "getMarketTradesEvents",
  "createOrDeriveApiKey",
  "isBuilderOrder",
  "_isOrderVersionMismatch",
  // The bare HTTP call below all the others.
  "post",
]);

let passed = 0;
afterAll(() =>
  console.info(
    `official Polymarket client: ${passed} of ${Object.keys(EFFECT_CASES).length} order methods did to the venue's books what they say`,
  ),
);

test("official methods: behavior: each that is about orders has a case, and each case is one of them or of what they use", () => {
  const wanted = ORDER_METHODS.filter((name) => !OTHERS.has(name));
  expect(wanted.length).toBeGreaterThan(20);
  expect(wanted.filter((name) => !(name in EFFECT_CASES))).toEqual([]);
  expect(Object.keys(EFFECT_CASES).filter((name) => !(name in ClobClient.prototype))).toEqual([]);
  expect([...OTHERS].filter((name) => !(name in ClobClient.prototype))).toEqual([]);
});

test.each(Object.entries(EFFECT_CASES))(
  "official methods: behavior: %s changes the venue's books as it says",
  async (_, run) => {
    const floor = new PolymarketFloor();
    try {
      await run(new EffectScene(floor));
      passed++;
    } finally {
      await floor.close();
    }
  },
);
