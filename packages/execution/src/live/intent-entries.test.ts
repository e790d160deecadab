import { expect, test } from "bun:test";
import { cashMicros, sizeMicros } from "@augury/core";
import type { IntentEntry } from "@augury/model";
import { openIntents, parseIntentEntries } from "./intent-entries.ts";
import { LiveRig } from "./live-rig.ts";
import { recoverPlans } from "./recover-plans.ts";

const FOUR = sizeMicros(4_000_000);

/** What a log gives back: the same, through JSON. */
function logged(): unknown[] {
  const rig = LiveRig.ready();
  for (const intentId of [1, 2]) rig.submit({ intentId });
  return JSON.parse(JSON.stringify([...rig.entries, { kind: "closed", key: "key-1", filled: FOUR }])) as unknown[];
}

/** A plan of two legs: one has filled in part and owes nothing, the other is open, an order trades the first back. */
function planned(): IntentEntry[] {
  const rig = LiveRig.ready();
  const legs = [0, 1].map((leg) => rig.request({ intentId: 9, leg, instrument: leg * 2 }));
  const back = rig.request({ intentId: 9, leg: 2, unwinds: 0, side: "sell", timeInForce: "IOC" });
  const [first, second] = legs.map(
    (request, at): IntentEntry => ({ kind: "prepared", key: `${at}`, request, preparedUs: 5 }),
  );
  return [
    {
      kind: "planned",
      key: "plan p1 9",
      plan: { onFailure: "unwind", sequence: "together", bandTicks: 500, legMs: 1_000 },
      legs,
      risk: { heldLoss: cashMicros(9), unwindLoss: cashMicros(3) },
      venues: ["polymarket", "kalshi"],
      plannedUs: 4,
    },
    first as IntentEntry,
    second as IntentEntry,
    { kind: "closed", key: "0", filled: FOUR },
    { kind: "prepared", key: "2", request: back, preparedUs: 6 },
  ];
}

test("parseIntentEntries: default: what was written is read, and what is closed is left behind", () => {
  const read = parseIntentEntries(logged());
  if (!read.ok) throw new Error(read.error);
  expect(read.value as unknown).toEqual(logged());
  expect(openIntents(read.value).map(({ key }) => key)).toEqual(["key-2"]);
});

test("parseIntentEntries: behavior: a log from before plans were written down is read", () => {
  const read = parseIntentEntries([{ kind: "closed", key: "key-1" }]);
  expect(read).toEqual({ ok: true, value: [{ kind: "closed", key: "key-1", filled: sizeMicros(0) }] });
});

test("parseIntentEntries: error: an entry that is none", () => {
  const read = parseIntentEntries([...logged(), { kind: "prepared", key: "key-3" }]);
  expect(read.ok ? "" : read.error).toStartWith("entry 3.request of the log of orders: ");
});

test("recoverPlans: default: a plan with all its orders, and what those filled that owe nothing", () => {
  const read = parseIntentEntries(JSON.parse(JSON.stringify(planned())) as unknown[]);
  if (!read.ok) throw new Error(read.error);
  expect(read.value as unknown).toEqual(planned());
  expect(recoverPlans(read.value)).toMatchObject([
    {
      planned: { key: "plan p1 9", legs: [{ leg: 0 }, { leg: 1 }] },
      orders: [{ request: { leg: 0 }, filled: FOUR }, { request: { leg: 1 } }, { request: { leg: 2, unwinds: 0 } }],
    },
  ]);
  expect(recoverPlans(read.value)[0]?.orders.map(({ filled }) => filled)).toEqual([FOUR, undefined, undefined]);
});

test("openIntents: behavior: a plan keeps its closed orders until it has ended, and its open ones are owed all the same", () => {
  const keys = (entries: readonly IntentEntry[]) => openIntents(entries).map(({ key, kind }) => `${kind} ${key}`);
  const kept = ["planned plan p1 9", "prepared 0", "closed 0", "prepared 1", "prepared 2"];
  expect(keys(planned())).toEqual(kept);
  // The log that begins so is the same log.
  expect(keys(openIntents(planned()))).toEqual(kept);
  expect(keys([...planned(), { kind: "ended", key: "plan p1 9" }])).toEqual(["prepared 1", "prepared 2"]);
});

test("recoverPlans: behavior: what is alive after all owes its outcome again", () => {
  const first = planned()[1] as IntentEntry;
  const [plan] = recoverPlans([...planned(), first]);
  expect(plan?.orders.map(({ filled, request }) => [request.leg, filled])).toEqual([
    [0, undefined],
    [1, undefined],
    [2, undefined],
  ]);
});
