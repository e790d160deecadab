import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AmendIntent, OpenOrder, PlaceIntent } from "@augury/model";
import { type Refusal, RiskConfig, RiskGate, type RiskView } from "@augury/risk";
import { OPERATOR_STRATEGY } from "@augury/wire";
import fc from "fast-check";
import { K_YES, kindsOf, OTHER, PipelineScene, PuppetStrategy, sceneTable, YES } from "./pipeline-scene.ts";

const BOOK = { bids: [[40, 10]], asks: [[42, 5]] } as const;

/** A gate that writes down what it let through, and refuses what a test wants refused. */
class WatchedGate extends RiskGate {
  readonly passed: PlaceIntent[] = [];
  readonly changes: AmendIntent[] = [];
  asked = 0;

  constructor(private readonly shut: () => boolean) {
    super(RiskConfig.parse({ openOrdersMax: 1_000, openOrdersPerStrategyMax: 1_000 }), sceneTable());
  }

  override check(intent: PlaceIntent, view: RiskView): Refusal | undefined {
    this.asked++;
    if (this.shut()) return { reason: "kill_switch", leg: 0, value: 1, limit: 0 };
    const refusal = super.check(intent, view);
    if (!refusal) this.passed.push(intent);
    return refusal;
  }

  override checkAmend(intent: AmendIntent, order: OpenOrder | undefined, view: RiskView): Refusal | undefined {
    this.asked++;
    if (this.shut()) return { reason: "kill_switch", leg: 0, value: 1, limit: 0 };
    expect([...view.orders()]).not.toContain(order as OpenOrder);
    const refusal = super.checkAmend(intent, order, view);
    if (!refusal) this.changes.push(intent);
    return refusal;
  }
}

const ONCE = ["cancel", "restart", "time"] as const;
const OFTEN = ["strategy", "operator", "accepted", "own change", "change"] as const;
const WHO = [...ONCE, ...OFTEN, ...OFTEN, ...OFTEN] as const;

const anyStep = fc.record({
  who: fc.constantFrom(...WHO),
  instrument: fc.constantFrom(YES, OTHER, K_YES, K_YES),
  cents: fc.integer({ min: 30, max: 50 }),
  contracts: fc.integer({ min: 1, max: 20 }),
  shut: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

test("one door: behavior: every leg that leaves was let through by the gate, whoever wanted it", () => {
  let left = 0;
  let operators = 0;
  let changed = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40, size: "max" }), (steps) => {
      let shut = false;
      const gate = new WatchedGate(() => shut);
      const puppet = new PuppetStrategy([YES, OTHER, K_YES]);
      const scene = new PipelineScene({ strategies: [puppet], gate, refusalPauseUs: 0 });
      scene.feed((script) => script.runStart(1).book(YES, 1, BOOK).book(OTHER, 1, BOOK).book(K_YES, 1, BOOK));
      for (const [at, { who, ...step }] of steps.entries()) {
        shut = step.shut;
        const before = gate.passed.length;
        const changesBefore = gate.changes.length;
        const first = [...scene.core.orders.all()].find(({ instrument }) => instrument === K_YES);
        if (who === "strategy") puppet.willPlace(step);
        if (who === "own change") puppet.willAmend(first?.intentId ?? 1, step.cents, step.contracts, K_YES);
        const outputs = scene.feed((script) => {
          if (who === "operator") return script.operatorOrder({ ...step, requestId: at + 1 });
          if (who === "cancel") return script.operatorCancel(at + 1, { instrument: step.instrument });
          if (who === "restart") return script.control("executor_restart");
          if (who === "change") return script.operatorAmend(at + 1, { ...step, intentId: first?.intentId ?? 1 });
          if (who === "accepted" && first)
            return script.report({
              intentId: first.intentId,
              instrument: K_YES,
              state: "accepted",
              ...(first.amending && {
                terms: { cents: first.amending.price / 100, contracts: first.amending.size / 1e6 },
              }),
            });
          return who === "time" ? script.timer() : script.trade(step.instrument, 1, 42, 1);
        });
        const legs = kindsOf(outputs, "intentLeg");
        const through = gate.passed.slice(before).flatMap((intent) => intent.legs);
        expect(legs.map(({ instrument, body }) => [instrument, body.price, body.size])).toEqual(
          through.map(({ instrument, price, size }) => [instrument, price, size]),
        );
        const amends = kindsOf(outputs, "amend");
        expect(amends.map(({ body }) => [body.target, body.price, body.size])).toEqual(
          gate.changes.slice(changesBefore).map(({ intentId, price, size }) => [intentId, price, size]),
        );
        changed += amends.length;
        left += legs.length;
        operators += legs.filter(({ body }) => body.strategy === OPERATOR_STRATEGY).length;
      }
    }),
    { numRuns: 200 },
  );
  expect(left).toBeGreaterThan(100);
  expect(operators).toBeGreaterThan(30);
  expect(changed).toBeGreaterThan(30);
});

test("one door: structure: legs are written in one place, behind the gate", () => {
  const directory = import.meta.dir;
  const sources = readdirSync(directory)
    .filter((name) => name.endsWith(".ts") && !/\.(test|bench)\.ts$/.test(name))
    .map((name) => [name, readFileSync(join(directory, name), "utf8")] as const);
  const writing = sources.filter(([, text]) => text.includes("encoder.intent(")).map(([name]) => name);
  expect(writing).toEqual(["order-door.ts"]);
  const door = sources.find(([name]) => name === "order-door.ts")?.[1] ?? "";
  for (const [gate, way] of [
    ["risk.check(", "encoder.intent("],
    ["risk.checkAmend(", "encoder.amend("],
  ] as const) {
    expect(door.split(way)).toHaveLength(2);
    expect(door.indexOf(gate)).toBeLessThan(door.indexOf(way));
  }
  const slots = sources
    .filter(([, text]) => text.includes("writer.intentLeg(") || text.includes("writer.amend("))
    .map(([name]) => name);
  expect(slots.filter((name) => !/-(rig|scene|script)\.ts$/.test(name))).toEqual(["decision-encoder.ts"]);
});

describe("operators", () => {
  function sceneWithBook() {
    const puppet = new PuppetStrategy([OTHER]);
    const scene = new PipelineScene({ strategies: [puppet] });
    scene.feed((script) => script.runStart(1).book(OTHER, 1, BOOK));
    return { scene, puppet };
  }

  test("operatorOrder: default: on the present book, with the request's number, as an order of the operator", () => {
    const { scene } = sceneWithBook();
    const outputs = scene.feed((script) =>
      script.operatorOrder({ requestId: 77, instrument: OTHER, cents: 41, contracts: 5 }),
    );
    expect(outputs).toMatchObject([
      { kind: "intentNumbers", sequence: 1, body: { numbers: [77, 0, 0, 0] } },
      {
        kind: "intentLeg",
        epoch: 1,
        body: { intentId: 1, strategy: OPERATOR_STRATEGY, reason: "operator", price: 4100 },
      },
    ]);
    expect(scene.core.orders.find(1, 0)).toMatchObject({ strategy: OPERATOR_STRATEGY });
  });

  test("operatorOrder: error: the gate's rules hold: limits, a dead epoch, the deadline, the kill switch, the stop", () => {
    const { scene } = sceneWithBook();
    const reasonOf = (over: object, control?: "kill" | "stop" | "resume") => {
      const outputs = scene.feed((script) => {
        if (control) script.control(control);
        return script.operatorOrder({ requestId: 1, instrument: OTHER, cents: 41, contracts: 5, ...over });
      });
      return kindsOf(outputs, "refusal").map(({ body }) => body.reason);
    };
    expect(reasonOf({ contracts: 1_000 })).toEqual(["order_notional"]);
    expect(reasonOf({ epoch: 3 })).toEqual(["epoch_ended"]);
    expect(reasonOf({ deadlineUs: 5 })).toEqual(["deadline_passed"]);
    expect(reasonOf({ instrument: 99 })).toEqual(["instrument_unknown"]);
    expect(reasonOf({}, "kill")).toEqual(["kill_switch"]);
    expect(reasonOf({}, "resume")).toEqual([]);
    expect(reasonOf({}, "stop")).toEqual(["kill_switch"]);
  });

  test("operatorOrder: behavior: what becomes of it is told to no strategy", () => {
    const { scene, puppet } = sceneWithBook();
    scene.feed((script) => script.operatorOrder({ requestId: 1, instrument: OTHER, cents: 41, contracts: 5 }));
    puppet.asked.length = 0;
    scene.feed((script) => script.report({ intentId: 1, instrument: OTHER, state: "filled", fill: [41, 5] }));
    expect(puppet.asked).toEqual([]);
    expect(scene.core.orders.open).toBe(0);
  });

  test("operatorAmend: default: the gate is asked, the order is counted at its worst, and is what the report says", () => {
    const scene = new PipelineScene({});
    scene.feed((script) => script.runStart(1).book(K_YES, 1, BOOK));
    scene.feed((script) => script.operatorOrder({ requestId: 1, instrument: K_YES, cents: 40, contracts: 5 }));
    const change = (about: object) => scene.feed((script) => script.operatorAmend(2, { intentId: 1, ...about }));
    const reasonOf = (about: object) => kindsOf(change(about), "refusal").map(({ body }) => body.reason);
    expect(reasonOf({ cents: 41 })).toEqual(["unreconciled"]);
    scene.feed((script) => script.report({ intentId: 1, instrument: K_YES, state: "accepted" }));
    expect(reasonOf({ intentId: 9, cents: 41 })).toEqual(["unknown_order"]);
    expect(reasonOf({ cents: 99 })).toEqual(["price_band"]);
    expect(change({ cents: 41 })).toMatchObject([
      { kind: "intentNumbers", sequence: 5, body: { numbers: [2, 0, 0, 0] } },
      {
        kind: "amend",
        instrument: K_YES,
        epoch: 1,
        body: { target: 1, leg: 0, strategy: OPERATOR_STRATEGY, reason: "operator", price: 4100, size: 5_000_000 },
      },
    ]);
    const { orders } = scene.core;
    expect(orders.find(1, 0)).toMatchObject({ price: 4000, amending: { price: 4100, size: 5_000_000 } });
    expect(reasonOf({ contracts: 3 })).toEqual(["amend_pending"]);
    const answered = (terms: { cents: number; contracts: number; isAmending?: boolean }) =>
      scene.feed((script) => script.report({ intentId: 1, instrument: K_YES, state: "accepted", terms }));
    answered({ cents: 40, contracts: 5, isAmending: true });
    expect(orders.find(1, 0)?.amending).toBeDefined();
    answered({ cents: 41, contracts: 5 });
    expect(orders.find(1, 0)).toMatchObject({ price: 4100, size: 5_000_000, filledSize: 0, amending: undefined });
    expect(change({ contracts: 3 })).toMatchObject([{}, { kind: "amend", body: { price: 4100, size: 3_000_000 } }]);
    scene.feed((script) => script.report({ intentId: 1, instrument: K_YES, state: "filled", fill: [41, 3] }));
    expect(orders.open).toBe(0);
  });

  test("operatorCancel: default: cancels anybody's orders that fit, once, and says how many", () => {
    const { scene, puppet } = sceneWithBook();
    puppet.willPlace({ instrument: OTHER, cents: 40, contracts: 5 });
    scene.feed((script) => script.trade(OTHER, 1, 42, 1));
    scene.feed((script) => script.operatorOrder({ requestId: 1, instrument: OTHER, cents: 39, contracts: 5 }));
    const cancel = (about: object) => scene.feed((script) => script.operatorCancel(9, about));
    expect(cancel({ instrument: YES })).toMatchObject([
      { kind: "intentNumbers", sequence: 0, body: { numbers: [9, 0, 0, 0] } },
    ]);
    expect(cancel({ intentId: 2 })).toMatchObject([
      { body: { numbers: [9, 1, 0, 0] } },
      { kind: "cancel", body: { target: 2, strategy: OPERATOR_STRATEGY } },
    ]);
    expect(cancel({})).toMatchObject([{ body: { numbers: [9, 1, 0, 0] } }, { kind: "cancel", body: { target: 1 } }]);
    expect(cancel({})).toMatchObject([{ body: { numbers: [9, 0, 0, 0] } }]);
  });

  test("operatorCancel: behavior: more than one event may lead to go out with the next timers", () => {
    const gate = new RiskGate(
      RiskConfig.parse({
        openOrdersMax: 2_000,
        openOrdersPerStrategyMax: 2_000,
        ordersPerSecondMax: 10_000,
        positionNotionalDollarsMax: 1e6,
        marketNotionalDollarsMax: 1e6,
        groupNotionalDollarsMax: 1e6,
        venueNotionalDollarsMax: 1e6,
        totalNotionalDollarsMax: 1e6,
        outcomeLossDollarsMax: 1e6,
      }),
      sceneTable(),
    );
    const scene = new PipelineScene({ gate });
    scene.feed((script) => script.runStart(1).book(OTHER, 1, BOOK));
    for (let n = 1; n <= 1_200; n++)
      scene.feed((script) => script.operatorOrder({ requestId: n, instrument: OTHER, cents: 39, contracts: 5 }));
    const first = scene.feed((script) => script.operatorCancel(5_000));
    expect(first[0]).toMatchObject({ body: { numbers: [5_000, 1_200, 0, 0] } });
    const rest = scene.pass(300);
    const targets = kindsOf([...first, ...rest], "cancel").map(({ body }) => body.target);
    expect(targets).toEqual(Array.from({ length: 1_200 }, (_, at) => at + 1));
    expect(kindsOf(first, "cancel").length).toBeLessThan(512);
  });
});
