import { expect, test } from "bun:test";
import { FeedRig, testTable } from "./feed-rig.ts";
import { bookEvent, change, priceChange } from "./test-events.ts";

const at = (n: number) => String(1_700_000_000_000 + n);

function rig() {
  const made = new FeedRig({ instruments: testTable(1) }).open();
  made.frame([bookEvent()]);
  return made;
}

test("ChangeWatch: default: changes in order are neither repeated nor late", () => {
  const ordered = rig();
  for (const [n, size] of ["7", "8", "9"].entries()) ordered.frame(priceChange([change({ size })], at(n)));
  // Frames of one moment may follow each other, as long as they say different things.
  ordered.frame(priceChange([change({ size: "10" })], at(2)));
  expect(ordered.counters.read()).toMatchObject({ priceChanges: 4, changesRepeated: 0, changesLate: 0 });
});

test("ChangeWatch: behavior: a message that comes twice is counted once", () => {
  const twice = rig();
  const text = priceChange([change({ size: "7" })], at(1));
  twice.frame(text);
  twice.frame(text);
  expect(twice.counters.read()).toMatchObject({ changesRepeated: 1, changesLate: 0 });
});

test("ChangeWatch: behavior: a message older than its token's last one is late", () => {
  const swapped = rig();
  swapped.frame(priceChange([change({ size: "8" })], at(2)));
  swapped.frame(priceChange([change({ size: "7" })], at(1)));
  swapped.frame(priceChange([change({ size: "9" })], at(2)));
  expect(swapped.counters.read()).toMatchObject({ changesRepeated: 0, changesLate: 1 });
});
