import { expect, test } from "bun:test";
import { cashMicros, priceTicks, sizeMicros } from "@augury/core";
import type { OrderFact } from "@augury/model";
import { openIntents } from "./intent-entries.ts";
import { LiveRig } from "./live-rig.ts";

const KEY = "key-1";
const ACCEPTED = { kind: "accepted", matched: sizeMicros(0) } as const;
const UNKNOWN = { kind: "unknown" } as const;
const CANCELED: OrderFact = { kind: "ended", how: "canceled", reason: "requested" };

function fill(id: string, contracts: number): OrderFact {
  const size = sizeMicros(contracts * 1_000_000);
  return { kind: "fill", fill: { id, size, price: priceTicks(4_000), fee: cashMicros(0), liquidity: "taker" } };
}

test("submit: default: written down, sent, accepted, filled", () => {
  const rig = LiveRig.ready();
  rig.submit();
  expect(rig.entries).toMatchObject([{ kind: "prepared", key: KEY }]);
  expect(rig.takeDone()).toEqual([`post ${KEY}`]);
  rig.venue.onPosted(KEY, ACCEPTED, rig.nowUs);
  rig.venue.onFacts({ key: KEY, facts: [fill("a", 4)] }, rig.nowUs);
  rig.venue.onFacts({ key: KEY, facts: [fill("a", 4), fill("b", 6)] }, rig.nowUs);
  expect(rig.takeReports()).toEqual(["submitted none", "accepted none", "partially_filled none +4", "filled none +6"]);
  expect(rig.venue.openCount).toBe(0);
});

test("submit: error: what may not be sent is not sent, and says why", () => {
  const cases: [string, (rig: LiveRig) => void][] = [
    ["rejected deadline_passed", (rig) => rig.submit({ deadlineUs: rig.nowUs - 1 })],
    [
      "rejected epoch_ended",
      (rig) => {
        rig.isLive = false;
        rig.submit();
      },
    ],
    [
      "rejected off_tick",
      (rig) => {
        rig.refusesToSign = true;
        rig.submit();
      },
    ],
    [
      "rejected restart",
      (rig) => {
        rig.diskTakes = false;
        rig.submit();
      },
    ],
    [
      "rejected unreconciled",
      (rig) => {
        rig.venue.onStream(false, rig.nowUs);
        rig.submit();
      },
    ],
  ];
  for (const [said, act] of cases) {
    const rig = LiveRig.ready();
    act(rig);
    expect(rig.takeReports()).toEqual([said]);
    expect(rig.takeDone().filter((one) => one.startsWith("post"))).toEqual([]);
  }
});

test("submit: behavior: the same intent is sent once", () => {
  const rig = LiveRig.ready();
  rig.submit();
  rig.submit();
  expect(rig.takeDone()).toEqual([`post ${KEY}`]);
});

test("onPosted: behavior: an unknown outcome is looked up ever more patiently, and nothing else is sent meanwhile", () => {
  const rig = LiveRig.ready({ snapshotMs: 3_600_000 });
  rig.submit();
  rig.venue.onPosted(KEY, UNKNOWN, rig.nowUs);
  expect(rig.venue.isReconciled).toBe(false);
  rig.pass(10_000);
  expect(rig.takeDone()).toEqual([`post ${KEY}`, ...Array.from({ length: 5 }, () => `look up ${KEY}`)]);
  rig.venue.onLookedUp({ key: KEY, complete: false, facts: [{ kind: "accepted" }] }, rig.nowUs);
  expect(rig.venue.isReconciled).toBe(true);
  expect(rig.takeReports()).toEqual(["submitted none", "accepted none"]);
});

test("onLookedUp: behavior: given up only after long and several complete answers, canceled all the same", () => {
  const rig = LiveRig.ready({ snapshotMs: 3_600_000 });
  rig.submit();
  rig.venue.onPosted(KEY, UNKNOWN, rig.nowUs);
  for (let n = 0; n < 5; n++) rig.venue.onLookedUp({ key: KEY, complete: true, facts: [] }, rig.nowUs);
  expect(rig.venue.openCount).toBe(1);
  rig.pass(30_000);
  rig.venue.onLookedUp({ key: KEY, complete: false, facts: [] }, rig.nowUs);
  expect(rig.venue.openCount).toBe(1);
  rig.takeDone();
  rig.venue.onLookedUp({ key: KEY, complete: true, facts: [] }, rig.nowUs);
  expect(rig.takeDone()).toEqual([`cancel ${KEY}`]);
  expect(rig.takeReports()).toEqual(["submitted none", "rejected never_arrived"]);
  // It lives after all.
  rig.venue.onFacts({ key: KEY, facts: [{ kind: "accepted" }] }, rig.nowUs);
  rig.pass(100);
  expect(rig.takeDone()).toEqual([`alarm: an order that had been given up lives: ${KEY}`, `cancel ${KEY}`]);
});

test("onLookedUp: behavior: trades of an order that is listed no more: its end is found out, and filled in part it is over", () => {
  const rig = LiveRig.ready({ snapshotMs: 3_600_000 });
  rig.submit();
  rig.venue.onPosted(KEY, UNKNOWN, rig.nowUs);
  for (let n = 0; n < 3; n++) {
    rig.pass(5_000);
    expect(rig.takeDone()).toContain(`look up ${KEY}`);
    rig.venue.onLookedUp({ key: KEY, complete: true, isListed: false, facts: [fill("a", 4)] }, rig.nowUs);
  }
  expect(rig.takeReports()).toEqual(["submitted none", "partially_filled none +4", "canceled unknown_order"]);
  expect(rig.venue.openCount).toBe(0);
});

test("onPosted: behavior: an order that was accepted past its deadline is canceled", () => {
  const rig = LiveRig.ready();
  rig.submit({ deadlineUs: rig.nowUs + 50_000 });
  rig.pass(100);
  rig.takeDone();
  rig.venue.onPosted(KEY, ACCEPTED, rig.nowUs);
  expect(rig.takeDone()).toEqual([`cancel ${KEY}`]);
});

test("cancel: behavior: asked for again until an end is known, and found out by a look-up", () => {
  const rig = LiveRig.ready({ snapshotMs: 3_600_000 });
  rig.submit();
  rig.venue.onPosted(KEY, ACCEPTED, rig.nowUs);
  rig.takeDone();
  rig.venue.cancel(1, 0, rig.nowUs);
  rig.pass(2_500);
  expect(rig.takeDone().filter((one) => one.startsWith("cancel"))).toHaveLength(3);
  rig.venue.onFacts({ key: KEY, facts: [CANCELED] }, rig.nowUs);
  rig.pass(5_000);
  expect(rig.takeDone()).toEqual([]);
  expect(rig.takeReports().at(-1)).toBe("canceled requested");
});

test("submitMany: behavior: one request for as many as the venue takes, all written down before, each answered for itself", () => {
  const rig = LiveRig.ready();
  const orders = [1, 2, 3, 4, 5].map((intentId) => rig.request({ intentId }));
  rig.venue.submitMany([...orders, rig.request({ intentId: 6, deadlineUs: 0 })], rig.nowUs);
  expect(rig.takeDone()).toEqual(["post key-1 key-2 key-3 of 5 written down", "post key-4 key-5 of 5 written down"]);
  rig.takeReports();
  rig.venue.onPosted("key-1", ACCEPTED, rig.nowUs);
  rig.venue.onPosted("key-2", { kind: "refused", reason: "balance" }, rig.nowUs);
  rig.venue.onPosted("key-3", UNKNOWN, rig.nowUs);
  expect(rig.takeReports()).toEqual(["accepted none", "rejected balance"]);
  expect(rig.venue.openCount).toBe(4);
});

test("cancelByInstrument: behavior: the orders of one market, with one request", () => {
  const rig = LiveRig.ready();
  for (const instrument of [0, 1, 2, 3]) rig.submit({ intentId: instrument, instrument });
  rig.takeDone();
  rig.venue.cancelByInstrument([1, 2], "requested", rig.nowUs);
  expect(rig.takeDone()).toEqual(["cancel key-1 key-2"]);
});

test("cancelAll: behavior: all of them with one request", () => {
  const rig = LiveRig.ready();
  for (const intentId of [1, 2, 3]) rig.submit({ intentId });
  rig.takeDone();
  rig.venue.cancelAll("requested", rig.nowUs);
  expect(rig.takeDone()).toEqual(["cancel key-1 key-2 key-3"]);
});

test("onFacts: behavior: an end waits for the trades of what was matched, a fill told after it still counts", () => {
  const rig = LiveRig.ready();
  rig.submit();
  rig.venue.onPosted(KEY, ACCEPTED, rig.nowUs);
  rig.venue.onFacts({ key: KEY, facts: [{ kind: "matched", size: sizeMicros(4_000_000) }, CANCELED] }, rig.nowUs);
  expect(rig.takeReports()).toEqual(["submitted none", "accepted none"]);
  rig.pass(300);
  expect(rig.takeDone()).toContain(`look up ${KEY}`);
  rig.venue.onFacts({ key: KEY, facts: [fill("a", 4)] }, rig.nowUs);
  expect(rig.takeReports()).toEqual(["partially_filled none +4", "canceled requested"]);
  rig.venue.onFacts({ key: KEY, facts: [fill("late", 1)] }, rig.nowUs);
  expect(rig.takeReports()).toEqual(["canceled none +1"]);
});

test("onSnapshot: behavior: an order that the venue lacks is looked up, a foreign one shown and left alone", () => {
  const rig = LiveRig.ready();
  rig.submit();
  rig.venue.onPosted(KEY, ACCEPTED, rig.nowUs);
  rig.pass(5_000);
  rig.takeDone();
  rig.compare({ orders: [{ key: "by-hand", facts: [{ kind: "accepted" }] }] });
  expect(rig.takeDone()).toEqual([`look up ${KEY}`]);
  expect([...rig.venue.external]).toEqual(["by-hand"]);
  expect(rig.venue.counts).toMatchObject({ missingAtVenue: 1, external: 1 });
});

test("onSnapshot: error: an incomplete one proves nothing and is asked for again", () => {
  const rig = new LiveRig();
  rig.venue.onStream(true, rig.nowUs);
  rig.pass(100);
  expect(rig.takeDone()).toEqual(["snapshot"]);
  rig.compare({ complete: false });
  expect(rig.venue.isReconciled).toBe(false);
  rig.pass(300);
  expect(rig.takeDone()).toEqual(["snapshot"]);
  rig.compare({});
  expect(rig.venue.isReconciled).toBe(true);
});

test("recover: behavior: orders of a process that died are looked up and canceled, closed ones are not", () => {
  const before = LiveRig.ready();
  before.submit();
  before.submit({ intentId: 2 });
  before.venue.onFacts({ key: "key-2", facts: [{ kind: "accepted" }, CANCELED] }, before.nowUs);
  before.pass(5_000);
  before.compare({ orders: [{ key: KEY, facts: [] }] });
  const rig = new LiveRig();
  rig.venue.recover(before.entries, rig.nowUs);
  expect(rig.venue.openCount).toBe(1);
  rig.pass(300);
  expect(rig.takeDone()).toEqual([`cancel ${KEY}`, `look up ${KEY}`]);
});

test("owes: behavior: until a comparison that began after its end, which comes soon for an order of before; then the log has what it filled", () => {
  const before = LiveRig.ready();
  before.submit();
  expect(before.venue.owes(1, 0)).toBe(true);
  const rig = new LiveRig({ snapshotMs: 3_600_000, snapshotLagMs: 2_000 });
  rig.venue.recover(before.entries, rig.nowUs);
  rig.venue.onStream(true, rig.nowUs);
  rig.pass(300);
  rig.venue.onFacts({ key: KEY, facts: [fill("a", 4), CANCELED] }, rig.nowUs);
  expect(rig.venue.openCount).toBe(0);
  // It began before the end.
  rig.compare({ startedUs: rig.nowUs - 100_000 });
  expect(rig.venue.owes(1, 0)).toBe(true);
  rig.takeDone();
  rig.pass(2_100);
  expect(rig.takeDone()).toContain("snapshot");
  rig.compare({ trades: [{ key: KEY, facts: [fill("b", 1)] }] });
  expect(rig.venue.owes(1, 0)).toBe(false);
  expect(rig.entries).toEqual([{ kind: "closed", key: KEY, filled: sizeMicros(5_000_000) }]);
  expect(rig.venue.owes(2, 0)).toBe(false);
});

test("recover: behavior: an order that lives after it was given up is in the log again", () => {
  const rig = LiveRig.ready({ snapshotMs: 3_600_000 });
  rig.submit();
  rig.venue.onPosted(KEY, UNKNOWN, rig.nowUs);
  for (let n = 0; n < 3; n++) {
    rig.pass(15_000);
    rig.venue.onLookedUp({ key: KEY, complete: true, facts: [] }, rig.nowUs);
  }
  rig.pass(5_000);
  rig.compare({});
  expect(openIntents(rig.entries)).toEqual([]);
  rig.venue.onFacts({ key: KEY, facts: [{ kind: "accepted" }] }, rig.nowUs);
  rig.compare({ orders: [{ key: KEY, facts: [] }] });
  expect(openIntents(rig.entries).map(({ key }) => key)).toEqual([KEY]);
});

test("submit: behavior: an order of unknown outcome stops its own market, and the others once there is too much at stake", () => {
  const rig = LiveRig.ready({ snapshotMs: 3_600_000, unknownExposureMax: 9_000_000 });
  rig.submit();
  rig.venue.onPosted(KEY, UNKNOWN, rig.nowUs);
  rig.takeReports();
  // Ten at 0.40 are open: five dollars are left.
  expect(rig.venue.unknown).toMatchObject({ orders: 1, cash: 4_000_000 });
  rig.submit({ intentId: 2, instrument: 1 });
  rig.submit({ intentId: 3, instrument: 2, size: sizeMicros(12_500_000) });
  rig.submit({ intentId: 4, instrument: 2, size: sizeMicros(12_510_000) });
  rig.submit({ intentId: 5, instrument: 2, side: "sell", price: priceTicks(4_999) });
  rig.submit({ intentId: 6, instrument: 1, side: "sell", reduceOnly: true, timeInForce: "IOC" });
  expect(rig.takeReports()).toEqual([
    "rejected unreconciled",
    "submitted none",
    "rejected unknown_exposure",
    "rejected unknown_exposure",
    "submitted none",
  ]);
  expect(rig.venue.isReconciled).toBe(false);
  rig.venue.onFacts({ key: KEY, facts: [{ kind: "accepted" }] }, rig.nowUs);
  rig.submit({ intentId: 7, instrument: 1 });
  expect(rig.takeReports()).toEqual(["accepted none", "submitted none"]);
});

test("withdrawIfLate: behavior: whatever first shows an order after its deadline, it is canceled; GTD and batches too", () => {
  const tell: ((rig: LiveRig) => void)[] = [
    (rig) => rig.venue.onPosted(KEY, ACCEPTED, rig.nowUs),
    (rig) => rig.venue.onFacts({ key: KEY, facts: [{ kind: "accepted" }] }, rig.nowUs),
    (rig) => rig.venue.onLookedUp({ key: KEY, complete: true, facts: [{ kind: "accepted" }] }, rig.nowUs),
    (rig) => rig.compare({ orders: [{ key: KEY, facts: [{ kind: "accepted" }] }] }),
  ];
  for (const timeInForce of ["GTC", "GTD"] as const)
    for (const show of tell) {
      const rig = LiveRig.ready();
      const late = rig.request({ timeInForce, deadlineUs: rig.nowUs + 50_000 });
      rig.venue.submitMany([late, rig.request({ intentId: 2 })], rig.nowUs);
      rig.pass(100);
      rig.takeDone();
      show(rig);
      expect(rig.takeDone()).toEqual([`cancel ${KEY}`]);
      rig.venue.onFacts({ key: KEY, facts: [CANCELED] }, rig.nowUs);
      expect(rig.takeReports().at(-1)).toBe("canceled deadline_passed");
      expect(rig.venue.counts.tooLate).toBe(1);
    }
});

test("cancelAll: behavior: the end carries its reason", () => {
  const rig = LiveRig.ready();
  rig.submit();
  rig.venue.onPosted(KEY, ACCEPTED, rig.nowUs);
  rig.venue.cancelAll("kill_switch", rig.nowUs);
  rig.venue.onFacts({ key: KEY, facts: [CANCELED] }, rig.nowUs);
  expect(rig.takeReports().at(-1)).toBe("canceled kill_switch");
});

test("submitMany: error: no more than may be open, and the same name once", () => {
  const rig = LiveRig.ready({ ordersOpenMax: 2 });
  rig.venue.submitMany(
    [1, 1, 2, 3].map((intentId) => rig.request({ intentId, leg: 0 })),
    rig.nowUs,
  );
  expect(rig.takeReports()).toEqual(["rejected open_orders", "submitted none", "submitted none"]);
  expect(rig.takeDone()).toEqual(["post key-1 key-2 of 2 written down"]);
});
