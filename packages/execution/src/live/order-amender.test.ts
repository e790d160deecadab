import { expect, test } from "bun:test";
import { cashMicros, priceTicks, sizeMicros } from "@augury/core";
import type { AmendRequest, OrderFact } from "@augury/model";
import { LiveRig } from "./live-rig.ts";

const KEY = "key-1";
const ACCEPTED = { kind: "accepted", matched: sizeMicros(0) } as const;
const CANCELED: OrderFact = { kind: "ended", how: "canceled", reason: "requested" };
const FILLED: OrderFact = { kind: "ended", how: "filled", reason: "none" };
const PATIENT = { snapshotMs: 3_600_000 };

function fill(id: string, contracts: number): OrderFact {
  const size = sizeMicros(contracts * 1_000_000);
  return { kind: "fill", fill: { id, size, price: priceTicks(4_000), fee: cashMicros(0), liquidity: "maker" } };
}
const terms = (version: number, contracts: number, price = 4_000) => ({
  version,
  size: sizeMicros(contracts * 1_000_000),
  price: priceTicks(price),
});
const told = (...said: Parameters<typeof terms>): OrderFact => ({ kind: "terms", terms: terms(...said) });

/** A rig with an order for ten at 0.40 that rests. */
function resting(config = {}): LiveRig {
  const rig = LiveRig.ready({ ...PATIENT, ...config });
  rig.submit();
  rig.venue.onPosted(KEY, ACCEPTED, rig.nowUs);
  rig.takeDone();
  rig.takeReports();
  return rig;
}

function amend(rig: LiveRig, contracts: number, over: Partial<AmendRequest> = {}): string {
  const size = sizeMicros(contracts * 1_000_000);
  const deadlineUs = rig.nowUs + 1_000_000;
  return rig.venue.amend(
    { intentId: 1, leg: 0, price: priceTicks(4_000), size, epoch: 1, deadlineUs, ...over },
    rig.nowUs,
  );
}

test("amend: default: written down, sent, and the order is what the venue says", () => {
  const rig = resting();
  expect(amend(rig, 12, { price: priceTicks(4_100) })).toBe("none");
  expect(rig.entries.at(-1)).toMatchObject({ kind: "amending", key: KEY, amendment: { number: 1, size: 12_000_000 } });
  expect(rig.takeDone()).toEqual([`amend ${KEY} to 12 at 4100`]);
  rig.venue.onAmended(KEY, 1, { kind: "amended", terms: terms(5, 11, 4_100) }, rig.nowUs);
  expect(rig.reports.at(-1)).toMatchObject({ state: "accepted", terms: { price: 4_100, size: 11_000_000 } });
  rig.venue.onFacts({ key: KEY, facts: [fill("a", 11)] }, rig.nowUs);
  expect(rig.takeReports().at(-1)).toBe("filled none +11");
});

test("amend: behavior: fewer at the same price is a decrease, as few as have filled is a cancel, the same is nothing", () => {
  const rig = resting();
  rig.venue.onFacts({ key: KEY, facts: [fill("a", 4)] }, rig.nowUs);
  expect([amend(rig, 10), amend(rig, 7)]).toEqual(["none", "none"]);
  expect(rig.takeDone()).toEqual([`decrease ${KEY} by 3`]);
  rig.venue.onAmended(KEY, 1, { kind: "amended", terms: terms(5, 7) }, rig.nowUs);
  expect(amend(rig, 4)).toBe("none");
  expect(rig.takeDone()).toEqual([`cancel ${KEY}`]);
});

test("amend: error: what may not be sent is not sent, and says why", () => {
  const cases: [string, (rig: LiveRig) => unknown, number, Partial<AmendRequest>][] = [
    ["unknown_order", () => {}, 12, { intentId: 9 }],
    ["deadline_passed", () => {}, 12, { deadlineUs: 0 }],
    ["amend_pending", (rig) => amend(rig, 12), 13, {}],
    ["requested", (rig) => rig.venue.cancel(1, 0, rig.nowUs), 12, {}],
    ["restart", (rig) => Object.assign(rig, { diskTakes: false }), 12, {}],
    ["epoch_ended", (rig) => Object.assign(rig, { isLive: false }), 12, {}],
    ["unreconciled", (rig) => rig.venue.onStream(false, rig.nowUs), 12, {}],
    // Less is at stake whatever else is known.
    ["none", (rig) => rig.venue.onStream(false, rig.nowUs), 8, {}],
  ];
  for (const [said, prepare, contracts, over] of cases) {
    const rig = resting();
    prepare(rig);
    expect([said, amend(rig, contracts, over)]).toEqual([said, said]);
  }
});

test("onAmended: behavior: refused or never sent, the order stays as it is, and its owner hears why", () => {
  for (const kind of ["refused", "unsent"] as const) {
    const rig = resting();
    amend(rig, 12);
    rig.venue.onFacts({ key: KEY, facts: [fill("a", 10)] }, rig.nowUs);
    // It may be larger by now: it is not full before the answer.
    expect(rig.takeReports()).toEqual(["partially_filled none +10"]);
    rig.venue.onAmended(KEY, 1, { kind, reason: "venue_refused" }, rig.nowUs);
    expect(rig.reports[0]).toMatchObject({ reason: "venue_refused", terms: { size: 10_000_000 } });
    expect(rig.takeReports().at(-1)).toBe("filled none");
    expect(rig.venue.openCount).toBe(0);
  }
});

test("onAmended: behavior: an unknown outcome is looked up until the venue shows it, and never sent again", () => {
  const rig = resting();
  amend(rig, 12);
  rig.venue.onAmended(KEY, 1, { kind: "unknown" }, rig.nowUs);
  expect(rig.venue.isReconciled).toBe(false);
  expect(rig.venue.unknown).toMatchObject({ orders: 1, cash: 4_800_000 });
  rig.pass(10_000);
  expect(rig.takeDone().filter((one) => one.startsWith("look up")).length).toBeGreaterThan(3);
  rig.venue.onLookedUp({ key: KEY, complete: true, facts: [told(0, 10)] }, rig.nowUs);
  expect(rig.venue.isReconciled).toBe(false);
  rig.venue.onFacts({ key: KEY, facts: [told(7, 12)] }, rig.nowUs);
  expect(rig.venue.isReconciled).toBe(true);
  expect(amend(rig, 14)).toBe("none");
  expect(rig.venue.counts.amendmentsSent).toBe(2);
});

test("onLookedUp: behavior: an amendment is given up after long and several answers; should it come, the venue is right", () => {
  const rig = resting();
  amend(rig, 12);
  rig.venue.onAmended(KEY, 1, { kind: "unknown" }, rig.nowUs);
  const answer = { key: KEY, complete: true, facts: [told(0, 10)] };
  for (let n = 0; n < 5; n++) rig.venue.onLookedUp(answer, rig.nowUs);
  expect(rig.venue.isReconciled).toBe(false);
  rig.pass(30_000);
  rig.venue.onLookedUp({ ...answer, complete: false }, rig.nowUs);
  expect(rig.venue.isReconciled).toBe(false);
  rig.venue.onLookedUp(answer, rig.nowUs);
  expect(rig.venue.isReconciled).toBe(true);
  expect(rig.takeReports().at(-1)).toBe("accepted never_arrived");
  rig.takeDone();
  rig.venue.onFacts({ key: KEY, facts: [told(9, 12)] }, rig.nowUs);
  expect(rig.takeDone()).toEqual([`alarm: an amendment that had been given up was carried out: ${KEY}`]);
  expect(rig.reports.at(-1)).toMatchObject({ terms: { size: 12_000_000 } });
});

test("onSnapshot: behavior: an amendment that nobody has answered is looked up", () => {
  const rig = resting();
  amend(rig, 12);
  rig.pass(5_000);
  rig.takeDone();
  rig.compare({ orders: [{ key: KEY, facts: [] }] });
  expect(rig.takeDone()).toEqual([`look up ${KEY}`]);
  expect(rig.venue.isReconciled).toBe(false);
});

test("learn: behavior: news of an amendment in any order lead to one state", () => {
  const facts = [fill("a", 4), told(5, 12, 4_100), fill("b", 8), told(3, 9)];
  for (const order of [facts, facts.toReversed(), [facts[2], facts[3], facts[0], facts[1]] as OrderFact[]]) {
    const rig = resting();
    amend(rig, 12, { price: priceTicks(4_100) });
    for (const fact of [...order, ...order]) rig.venue.onFacts({ key: KEY, facts: [fact] }, rig.nowUs);
    rig.venue.onAmended(KEY, 1, { kind: "amended", terms: terms(5, 12, 4_100) }, rig.nowUs);
    expect(rig.reports.filter(({ state }) => state === "filled")).toHaveLength(1);
    expect(rig.reports.findLast(({ terms }) => terms)?.terms).toMatchObject({ price: 4_100, size: 12_000_000 });
    expect(rig.reports.reduce((sum, { fillSize }) => sum + fillSize, 0)).toBe(12_000_000);
    expect(rig.venue.openCount).toBe(0);
  }
});

test("learn: behavior: whoever hears that an order has filled has heard its size before, however it became known", () => {
  const matched: OrderFact = { kind: "matched", size: sizeMicros(12_000_000) };
  const cases: [string, OrderFact[]][] = [
    ["a listing tells both at once", [matched, told(5, 12, 4_100), fill("a", 12)]],
    ["more has filled than it was for", [fill("a", 12)]],
    ["more has filled, which its trades show later", [matched, fill("a", 12)]],
    ["a listing of before is told behind them", [fill("a", 12), told(4, 10)]],
  ];
  for (const [name, facts] of cases) {
    const rig = resting();
    amend(rig, 12, { price: priceTicks(4_100) });
    rig.takeReports();
    rig.venue.onFacts({ key: KEY, facts }, rig.nowUs);
    rig.venue.onAmended(KEY, 1, { kind: "amended", terms: terms(5, 12, 4_100) }, rig.nowUs);
    const full = rig.reports.findIndex(({ state }) => state === "filled");
    const last = rig.reports.slice(0, full).findLast((report) => report.terms)?.terms;
    expect([name, last?.size, last?.price] as unknown).toEqual([name, 12_000_000, 4_100]);
    expect(rig.reports.slice(full)).toMatchObject([{ state: "filled", filledSize: 12_000_000 }]);
  }
});

test("amend: behavior: one that fills whole across the book is not full until it is known at what price", () => {
  const rig = resting();
  amend(rig, 10, { price: priceTicks(4_500) });
  rig.venue.onFacts({ key: KEY, facts: [fill("a", 10)] }, rig.nowUs);
  expect(rig.takeReports()).toEqual(["partially_filled none +10"]);
  rig.venue.onFacts({ key: KEY, facts: [told(5, 10, 4_500), CANCELED] }, rig.nowUs);
  expect(rig.reports[0]).toMatchObject({ terms: { price: 4_500, size: 10_000_000, isAmending: false } });
  expect(rig.takeReports().at(-1)).toBe("filled none");
  expect(rig.venue.openCount).toBe(0);
});

test("amend: behavior: that it has filled whole ends one, whatever was under way", () => {
  const rig = resting();
  amend(rig, 12);
  rig.venue.onFacts({ key: KEY, facts: [fill("a", 10), told(4, 10), FILLED] }, rig.nowUs);
  expect(rig.takeReports().at(-1)).toBe("filled none");
  rig.venue.onAmended(KEY, 1, { kind: "refused", reason: "unknown_order" }, rig.nowUs);
  expect([rig.takeReports(), rig.venue.openCount]).toEqual([[], 0]);
});

test("cancel: behavior: an end settles an open amendment", () => {
  const rig = resting();
  amend(rig, 12);
  rig.venue.onAmended(KEY, 1, { kind: "unknown" }, rig.nowUs);
  rig.venue.onFacts({ key: KEY, facts: [fill("a", 10), CANCELED] }, rig.nowUs);
  expect(rig.venue.openCount).toBe(0);
  expect(rig.venue.isReconciled).toBe(true);
});

test("recover: behavior: an amendment of a process that died is looked up with its order", () => {
  const before = resting();
  amend(before, 12);
  const rig = new LiveRig(PATIENT);
  rig.venue.recover(before.entries, rig.nowUs);
  rig.venue.onFacts({ key: KEY, facts: [fill("a", 10)] }, rig.nowUs);
  expect(rig.venue.openCount).toBe(1);
  rig.venue.onFacts({ key: KEY, facts: [fill("b", 2)] }, rig.nowUs);
  // It may be the change before that one which was carried out: only the venue knows what it is.
  expect(rig.venue.openCount).toBe(1);
  rig.venue.onLookedUp({ key: KEY, complete: true, facts: [told(5, 12)] }, rig.nowUs);
  expect(rig.reports.at(-2)).toMatchObject({ state: "partially_filled", terms: { size: 12_000_000 } });
  expect(rig.reports.at(-1)).toMatchObject({ state: "filled", filledSize: 12_000_000 });
  expect(rig.venue.openCount).toBe(0);
});

test.each<[string, OrderFact, string]>([
  ["was canceled", CANCELED, "canceled requested"],
  ["has filled", FILLED, "filled none"],
])(
  "recover: behavior: a changed order whose size nobody tells %s as the venue says, with however much",
  (_, end, last) => {
    const before = resting();
    amend(before, 11);
    before.venue.onAmended(KEY, 1, { kind: "amended", terms: terms(5, 11) }, before.nowUs);
    amend(before, 12, { price: priceTicks(4_100) });
    const rig = new LiveRig(PATIENT);
    rig.venue.recover(before.entries, rig.nowUs);
    // More than it was for at first, and of what it was made before that was answered the log says nothing.
    rig.venue.onFacts({ key: KEY, facts: [fill("a", 11)] }, rig.nowUs);
    expect([rig.takeReports(), rig.venue.openCount]).toEqual([["partially_filled none +11"], 1]);
    rig.venue.onFacts({ key: KEY, facts: [end] }, rig.nowUs);
    expect([rig.takeReports().at(-1), rig.venue.openCount]).toEqual([last, 0]);
    rig.venue.onFacts({ key: KEY, facts: [fill("b", 1)] }, rig.nowUs);
    expect(rig.takeReports().at(-1)).toBe(`${last.split(" ")[0]} none +1`);
  },
);
