import { afterAll, expect, test } from "bun:test";
import { OFFICIAL_METHODS } from "../kalshi/official-apis.ts";
import { ORDER_EFFECTS } from "./kalshi-effects.ts";
import { KalshiFloor } from "./kalshi-floor.ts";
import { PORTFOLIO_EFFECTS } from "./kalshi-portfolio-effects.ts";
import { KalshiScene } from "./kalshi-scene.ts";

const CASES = { ...ORDER_EFFECTS, ...PORTFOLIO_EFFECTS };
/** As the classes themselves have them. */
const TRADING_METHODS = OFFICIAL_METHODS.filter((name) => /^(OrdersApi|OrderGroupsApi|PortfolioApi)\./.test(name));

let passed = 0;
afterAll(() =>
  console.info(
    `official Kalshi client: ${passed} of ${TRADING_METHODS.length} order, group and portfolio methods agree with the venue's books`,
  ),
);

test("official methods: behavior: each of orders, groups and portfolio has a case, and none of them is gone", () => {
  expect(TRADING_METHODS.length).toBeGreaterThan(30);
  expect(Object.keys(CASES).toSorted()).toEqual([...TRADING_METHODS].toSorted());
});

test.each(Object.entries(CASES))("official methods: behavior: %s agrees with the venue's books", async (_, run) => {
  const floor = new KalshiFloor();
  try {
    await run(new KalshiScene(floor));
    passed++;
  } finally {
    await floor.close();
  }
});
