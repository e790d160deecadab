import { expect, test } from "bun:test";
import { openIntents, parseIntentEntries } from "./intent-entries.ts";
import { LiveRig } from "./live-rig.ts";

/** What a log gives back: the same, through JSON. */
function logged(): unknown[] {
  const rig = LiveRig.ready();
  for (const intentId of [1, 2]) rig.submit({ intentId });
  return JSON.parse(JSON.stringify([...rig.entries, { kind: "closed", key: "key-1" }])) as unknown[];
}

test("parseIntentEntries: default: what was written is read, and what is closed is left behind", () => {
  const read = parseIntentEntries(logged());
  if (!read.ok) throw new Error(read.error);
  expect(read.value as unknown).toEqual(logged());
  expect(openIntents(read.value).map(({ key }) => key)).toEqual(["key-2"]);
});

test("parseIntentEntries: error: an entry that is none", () => {
  const read = parseIntentEntries([...logged(), { kind: "prepared", key: "key-3" }]);
  expect(read.ok ? "" : read.error).toStartWith("entry 3.request of the log of orders: ");
});
