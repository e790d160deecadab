import { expect, test } from "bun:test";
import { ASK, BID } from "@augury/book";
import { priceTicks, sizeMicros } from "@augury/core";
import type { AmendRequest } from "@augury/model";
import { K_NO, K_YES, type Levels, PaperScene, YES } from "./paper-scene.ts";

const BIDS: Levels = [
  [48, 100],
  [47, 50],
];
const ASKS: Levels = [
  [50, 20],
  [53, 100],
];

function market(config = {}, isLive?: (instrument: number, epoch: number) => boolean): PaperScene {
  const scene = new PaperScene(config, undefined, isLive);
  scene.book(K_YES, BIDS, ASKS);
  return scene;
}

function amend(
  scene: PaperScene,
  intentId: number,
  cents: number,
  contracts: number,
  over: Partial<AmendRequest> = {},
) {
  const price = priceTicks(Math.round(cents * 100));
  const size = sizeMicros(contracts * 1_000_000);
  const deadlineUs = Number.MAX_SAFE_INTEGER;
  return scene.venue.amend({ intentId, leg: 0, price, size, epoch: 1, deadlineUs, ...over }, scene.nowUs);
}

/** What was told of changes: "10@48", with why not and whether one is on its way. */
function told(scene: PaperScene): string[] {
  return scene.reports.flatMap(({ report: { reason, terms } }) =>
    terms
      ? [
          `${terms.size / 1e6}@${terms.price / 100}${reason === "none" ? "" : ` ${reason}`}${terms.isAmending ? " …" : ""}`,
        ]
      : [],
  );
}

test("amend: default: another price a latency later, at the end of its queue", () => {
  const scene = market();
  const id = scene.place({ instrument: K_YES, cents: 47, contracts: 10 });
  expect(amend(scene, id, 48, 12)).toBe("none");
  expect(told(scene)).toEqual([]);
  scene.pass();
  expect(told(scene)).toEqual(["12@48"]);
  scene.trade(K_YES, "sell", 48, 100);
  expect(scene.fills(id)).toEqual([]);
  scene.trade(K_YES, "sell", 48, 12);
  expect(scene.fills(id)).toEqual([[48, 12]]);
  expect(scene.story(id).at(-1)).toBe("filled 12@48");
});

test("amend: behavior: fewer at the same price keep their place, more lose it", () => {
  const placeAfter = (contracts: number) => {
    const scene = market();
    const id = scene.place({ instrument: K_YES, cents: 48, contracts: 10 });
    // Half of those before it are gone, as many have come behind it.
    scene.trade(K_YES, "sell", 48, 50);
    scene.delta(K_YES, BID, 48, 50);
    scene.delta(K_YES, BID, 48, 100);
    amend(scene, id, 48, contracts);
    scene.pass();
    scene.trade(K_YES, "sell", 48, 55);
    return scene.fills(id);
  };
  expect(placeAfter(5)).toEqual([[48, 5]]);
  expect(placeAfter(20)).toEqual([]);
});

test("amend: behavior: a price that crosses takes, and the rest of it rests", () => {
  const scene = market();
  const id = scene.place({ instrument: K_YES, cents: 47, contracts: 30 });
  amend(scene, id, 50, 30);
  scene.pass();
  expect(scene.fills(id)).toEqual([[50, 20]]);
  expect(told(scene)).toEqual(["30@50"]);
  scene.trade(K_YES, "sell", 50, 10);
  expect(scene.story(id).at(-1)).toBe("filled 10@50");
  const [bounds] = scene.venue.takeFillBounds();
  expect(bounds?.expected.size).toBe(sizeMicros(30_000_000));
  expect(bounds?.pessimistic.size).toBeLessThanOrEqual(30_000_000);
  expect(bounds?.optimistic.size).toBe(sizeMicros(30_000_000));
});

test("amend: behavior: an order on the outcome that reads its mirror's book", () => {
  const scene = market();
  const id = scene.place({ instrument: K_NO, cents: 40, contracts: 10 });
  amend(scene, id, 47, 10);
  scene.pass();
  scene.trade(K_YES, "buy", 53, 110);
  expect(scene.fills(id)).toEqual([[47, 10]]);
});

test("amend: behavior: what fills on the way counts, and as few as have filled is a cancel", () => {
  const scene = market();
  const id = scene.place({ instrument: K_YES, cents: 49, contracts: 10 });
  amend(scene, id, 49, 4);
  scene.trade(K_YES, "sell", 49, 6);
  scene.pass();
  expect(scene.story(id).at(-1)).toBe("canceled requested");
  expect(scene.fills(id)).toEqual([[49, 6]]);
  const other = scene.place({ instrument: K_YES, cents: 49, contracts: 10 });
  scene.trade(K_YES, "sell", 49, 3);
  expect(amend(scene, other, 49, 3)).toBe("none");
  scene.pass();
  expect(scene.story(other).at(-1)).toBe("canceled requested");
});

test("amend: error: what is not sent says why, and the order rests as it was", () => {
  let live = true;
  const scene = market({}, () => live);
  const id = scene.place({ instrument: K_YES, cents: 47, contracts: 10 });
  expect(amend(scene, 99, 48, 10)).toBe("unknown_order");
  expect(amend(scene, id, 48, 10, { deadlineUs: 0 })).toBe("deadline_passed");
  live = false;
  expect(amend(scene, id, 48, 10)).toBe("epoch_ended");
  // Less is at stake whatever the book.
  expect(amend(scene, id, 47, 8)).toBe("none");
  live = true;
  expect(amend(scene, id, 48, 10)).toBe("amend_pending");
  scene.pass();
  scene.venue.cancel(id, 0, scene.nowUs);
  expect(amend(scene, id, 48, 10)).toBe("requested");
  expect(told(scene)).toEqual([
    "10@47 deadline_passed",
    "10@47 epoch_ended",
    "10@47 amend_pending …",
    "8@47",
    "8@47 requested",
  ]);
  const under = scene.submit({ instrument: K_YES, cents: 46 });
  expect(amend(scene, under, 47, 10)).toBe("unreconciled");
  scene.book(YES, BIDS, ASKS);
  expect(amend(scene, scene.place({ instrument: YES, cents: 46 }), 47, 10)).toBe("unsupported");
});

test("amend: error: what the venue refuses leaves the order as it was", () => {
  const answer = (cents: number, contracts: number, over: Partial<AmendRequest> = {}, postOnly = false) => {
    const scene = market();
    const id = scene.place({ instrument: K_YES, cents: 47, contracts: 10, postOnly });
    amend(scene, id, cents, contracts, over);
    scene.pass();
    return [told(scene).at(-1), scene.story(id).at(-1)];
  };
  expect(answer(47.5, 10)).toEqual(["10@47 off_tick", "accepted off_tick"]);
  expect(answer(48, 10, { epoch: 3 })[0]).toBe("10@47 epoch_ended");
  expect(answer(50, 10, {}, true)[0]).toBe("10@47 post_only_cross");
  const { nowUs } = market();
  expect(answer(48, 10, { deadlineUs: nowUs + 1_050 })[0]).toBe("10@47 deadline_passed");
});

test("amend: behavior: in the middle of a snapshot it waits for its end", () => {
  const scene = market();
  const id = scene.place({ instrument: K_YES, cents: 47, contracts: 10 });
  scene.beginBook(K_YES, 1, 1);
  amend(scene, id, 48, 10);
  scene.pass();
  expect(told(scene)).toEqual([]);
  scene.levels(K_YES, BID, [[48, 7]]);
  scene.levels(K_YES, ASK, [[50, 7]]);
  scene.endBook(K_YES, 1, 1);
  expect(told(scene)).toEqual(["10@48"]);
  scene.trade(K_YES, "sell", 48, 8);
  expect(scene.fills(id)).toEqual([[48, 1]]);
});

test("amend: behavior: GTD ends at its time whatever was changed", () => {
  const scene = market();
  const deadlineUs = scene.nowUs + 10_000;
  const id = scene.place({ instrument: K_YES, cents: 47, timeInForce: "GTD", deadlineUs });
  amend(scene, id, 48, 10);
  scene.pass();
  scene.pass(20_000);
  expect(scene.story(id).at(-1)).toBe("expired expired");
  expect(scene.venue.nextDueUs).toBe(Number.POSITIVE_INFINITY);
});

test("refuseAmend: default: the order as it is, and why", () => {
  const scene = market();
  const id = scene.place({ instrument: K_YES, cents: 47, contracts: 10 });
  const wanted = { leg: 0, price: priceTicks(4_800), size: sizeMicros(1), epoch: 1, deadlineUs: 0 };
  scene.venue.refuseAmend({ intentId: id, ...wanted }, "kill_switch", scene.nowUs);
  scene.venue.refuseAmend({ intentId: 99, ...wanted }, "kill_switch", scene.nowUs);
  expect(told(scene)).toEqual(["10@47 kill_switch"]);
});
