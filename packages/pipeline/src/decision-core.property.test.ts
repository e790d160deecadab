import { expect, test } from "bun:test";
import { formatDigest, SlotKind } from "@augury/wire";
import fc from "fast-check";
import { K_NO, K_YES, NO, OTHER, PipelineScene, PuppetStrategy, YES } from "./pipeline-scene.ts";
import type { SlotScript } from "./slot-script.ts";

/** A step of a world that may be quite out of order: unknown instruments, epochs out of nowhere, torn runs. */
const anyStep = fc.record({
  kind: fc.constantFrom(
    "book",
    "book",
    "book",
    "torn",
    "levels",
    "delta",
    "frame",
    "trade",
    "epochEnd",
    "timer",
    "kill",
    "resume",
    "raw",
  ),
  book: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<number[]>(YES, NO, OTHER, K_YES, K_NO) },
    fc.constantFrom<number[]>(-1, 5, 9999, -2_000_000),
  ),
  epoch: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 9 }) },
    fc.constantFrom(-1, 0x7fffffff, -0x80000000),
  ),
  cents: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constantFrom(-5, 0, 0.5, 100, 400)),
  contracts: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constantFrom(-3, 1e9)),
});
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

function write(script: SlotScript, { kind, book, epoch, cents, contracts }: Step): void {
  const bids = [[Math.min(cents, 45), contracts]] as const;
  const asks = [[Math.max(cents, 55), contracts]] as const;
  if (kind === "book") script.book(book, epoch, { bids, asks, timeMs: epoch });
  else if (kind === "torn") {
    script.book(book, epoch, { bids, asks });
    script.count--;
  } else if (kind === "levels") script.levels(book, epoch, "ask", asks);
  else if (kind === "delta") script.delta(book, epoch, { side: "bid", cents, contracts, timeMs: contracts });
  else if (kind === "frame")
    script.delta(book, epoch, { side: "ask", cents, contracts, increment: true, inFrame: true, best: [40, cents] });
  else if (kind === "trade") script.trade(book, epoch, cents, contracts);
  else if (kind === "epochEnd") script.epochEnd(book, epoch);
  else if (kind === "timer") script.timer();
  else if (kind === "raw")
    script.slot(SlotKind.quote + (contracts & 7), { book, epoch }, (base) =>
      script.writer.quote(base, cents, cents, cents, contracts, contracts),
    );
  else script.control(kind as "kill" | "resume");
}

/** Wants an order on every book that it is asked about, trusted or not. */
class Greedy extends PuppetStrategy {
  override onEvent(context: Parameters<PuppetStrategy["onEvent"]>[0]) {
    const { instrument } = context;
    if (instrument < 0 || context.openOrders().length > 3) return super.onEvent(context);
    this.willPlace({ instrument, cents: 50, contracts: 1 });
    return super.onEvent(context);
  }
}

function run(steps: readonly Step[]) {
  const scene = new PipelineScene({ strategies: [new Greedy([YES, NO, OTHER, K_YES, K_NO])], refusalPauseUs: 10 });
  scene.feed((script) => script.runStart());
  for (const step of steps) {
    const outputs = scene.feed((script) => write(script, step));
    for (const { kind, instrument, epoch } of outputs) {
      if (kind !== "intentLeg") continue;
      const { bookIndex } = scene.table.list[instrument];
      expect(scene.core.keeper.isTrusted(bookIndex)).toBe(true);
      expect(scene.core.books.epoch(bookIndex)).toBe(epoch);
      expect(scene.core.killed).toBe(false);
    }
    if (step.kind === "timer") scene.pass(300);
    // The executor gives every order up, so that there is room for the next.
    for (const { intentId, leg, instrument } of [...scene.core.orders.all()])
      scene.feed((script) => script.report({ intentId, leg, instrument, state: "canceled" }));
  }
  const { digest, total } = scene.core.outputs;
  return { outputs: scene.outputs, digest: formatDigest(digest.high, digest.low), total, resyncs: scene.resyncs };
}

test("DecisionCore: property: garbage never throws, and no order leaves for a book that is not trusted", () => {
  let orders = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      orders += run(steps).outputs.filter(({ kind }) => kind === "intentLeg").length;
    }),
    { numRuns: 200 },
  );
  expect(orders).toBeGreaterThan(20);
});

test("DecisionCore: property: the same slots lead to the same outputs, resyncs and digest", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 5, maxLength: 40 }), (steps) => {
      expect(run(steps)).toEqual(run(steps));
    }),
    { numRuns: 50 },
  );
});

test("DecisionCore: behavior: another order of inputs gives another digest", () => {
  const book = (of: number): Step => ({ kind: "book", book: of, epoch: 1, cents: 50, contracts: 5 });
  expect(run([book(YES), book(OTHER)]).digest).not.toBe(run([book(OTHER), book(YES)]).digest);
});
