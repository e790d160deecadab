import { expect, test } from "bun:test";
import { InstrumentTable } from "@augury/model";
import { toDecisionConfig } from "./decision-part.ts";
import { EngineConfig } from "./engine-config.ts";

const VENUES = { kalshi: { markets: "discover" } };
const TABLE = new InstrumentTable([]);
const COMPLEMENT = { kind: "complement", edge: "0.01", sizeMin: "1", sizeMax: "5", events: "all" };

test("toDecisionConfig: default: the engine's mode becomes the risk gate's", () => {
  const config = EngineConfig.parse({
    mode: "observe",
    venues: VENUES,
    strategies: [COMPLEMENT],
    decision: { groupQuietMs: 7 },
  });
  expect(toDecisionConfig(config, TABLE)).toMatchObject({
    ok: true,
    value: { strategies: [{ kind: "complement", name: "complement" }], risk: { mode: "observe" }, groupQuietMs: 7 },
  });
});

test("toDecisionConfig: behavior: what polled books are good for is said at the venue, nothing by default", () => {
  const polledOf = (kalshi: object) => {
    const made = toDecisionConfig(EngineConfig.parse({ venues: { kalshi: { ...VENUES.kalshi, ...kalshi } } }), TABLE);
    return made.ok ? made.value.risk.polled : undefined;
  };
  expect([polledOf({}), polledOf({ polled: "paper" })]).toEqual(["observe", "paper"]);
});

test("toDecisionConfig: error: names the strategy whose selector means nothing", () => {
  const quoter = {
    kind: "quoter",
    size: "1",
    halfSpreadTicks: 1,
    positionMax: "1",
    requoteTicksMin: 1,
    instruments: {},
  };
  const made = toDecisionConfig(EngineConfig.parse({ venues: VENUES, strategies: [COMPLEMENT, quoter] }), TABLE);
  expect(made.ok ? "" : made.error.message).toStartWith("strategies.1.instruments: none of this run's instruments");
});

test("EngineConfig: error: what the risk gate itself would refuse is refused here, at its own key", () => {
  const parsed = EngineConfig.safeParse({ venues: VENUES, risk: { priceTicksMin: 500, priceTicksMax: 400 } });
  expect(parsed.error?.issues[0]?.path).toEqual(["risk", "priceTicksMax"]);
});
