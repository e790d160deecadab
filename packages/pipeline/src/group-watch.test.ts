import { describe, expect, test } from "bun:test";
import { K_YES, kindsOf, NO, OTHER, PipelineScene, YES } from "./pipeline-scene.ts";

const YES_BOOK = { bids: [[40, 10]], asks: [[42, 5]], timeMs: 1 } as const;
const NO_BOOK = { bids: [[58, 5]], asks: [[60, 10]], timeMs: 1 } as const;

function trustOf(scene: PipelineScene): string[] {
  return kindsOf(scene.outputs, "bookTrust").map(
    ({ instrument, body }) => `${instrument} ${body.trusted ? "+" : "-"} ${body.reason}`,
  );
}

describe("GroupWatch", () => {
  test("default: crossed within a group is nothing, crossed at its end bars the epoch and asks for a snapshot", () => {
    const scene = new PipelineScene();
    scene.feed((script) =>
      script.book(OTHER, 1, YES_BOOK).delta(OTHER, 1, { side: "bid", cents: 45, contracts: 1, timeMs: 2 }),
    );
    expect(scene.core.keeper.isTrusted(OTHER)).toBe(true);
    // The next event of another time ends the group.
    scene.feed((script) => script.delta(OTHER, 1, { side: "bid", cents: 30, contracts: 1, timeMs: 3 }));
    expect(trustOf(scene)).toEqual(["2 + snapshot", "2 - crossed"]);
    expect(scene.resyncs).toEqual([OTHER]);
    expect(scene.core.groupCounts.crossed).toBe(1);
  });

  test("behavior: a cross that its own group takes back leaves the book sound", () => {
    const scene = new PipelineScene();
    scene.feed((script) =>
      script
        .book(OTHER, 1, YES_BOOK)
        .delta(OTHER, 1, { side: "bid", cents: 45, contracts: 1, timeMs: 2 })
        .delta(OTHER, 1, { side: "bid", cents: 45, contracts: 0, timeMs: 2 }),
    );
    scene.pass(500);
    expect(scene.core.keeper.isTrusted(OTHER)).toBe(true);
    expect(scene.core.groupCounts).toMatchObject({ sound: 1, crossed: 0 });
  });

  test("behavior: a quiet group ends by the timer, not before its time", () => {
    const scene = new PipelineScene({ groupQuietUs: 250_000 });
    scene.feed((script) =>
      script.book(OTHER, 1, YES_BOOK).delta(OTHER, 1, { side: "bid", cents: 45, contracts: 1, timeMs: 2 }),
    );
    scene.pass(200);
    expect(scene.core.keeper.isTrusted(OTHER)).toBe(true);
    scene.pass(200);
    expect(scene.core.keeper.isTrusted(OTHER)).toBe(false);
  });

  test("behavior: a locked book is counted and stays trusted", () => {
    const scene = new PipelineScene();
    scene.feed((script) =>
      script.book(OTHER, 1, YES_BOOK).delta(OTHER, 1, { side: "bid", cents: 42, contracts: 1, timeMs: 2 }),
    );
    scene.pass(500);
    expect(scene.core.groupCounts.locked).toBe(1);
    expect(scene.core.keeper.isTrusted(OTHER)).toBe(true);
    expect(scene.resyncs).toEqual([]);
  });

  test("behavior: another top than the venue echoes at the group's end bars", () => {
    const scene = new PipelineScene();
    scene.feed((script) =>
      script
        .book(OTHER, 1, YES_BOOK)
        .delta(OTHER, 1, { side: "bid", cents: 41, contracts: 1, timeMs: 2, best: [41, 42] })
        .delta(OTHER, 1, { side: "bid", cents: 39, contracts: 1, timeMs: 3, best: [40, 42] }),
    );
    expect(scene.core.keeper.isTrusted(OTHER)).toBe(true);
    scene.pass(500);
    expect(trustOf(scene).at(-1)).toBe("2 - best_mismatch");
    expect(scene.resyncs).toEqual([OTHER]);
  });

  test("behavior: mirrors of one time that disagree are barred both", () => {
    const scene = new PipelineScene();
    scene.feed((script) =>
      script
        .book(YES, 1, YES_BOOK)
        .book(NO, 1, { ...NO_BOOK, timeMs: 2 })
        .delta(YES, 1, { side: "bid", cents: 41, contracts: 1, timeMs: 2 }),
    );
    scene.pass(500);
    expect(scene.core.groupCounts.mirrorMismatch).toBe(1);
    expect(scene.core.keeper.isTrusted(YES)).toBe(false);
    expect(scene.core.keeper.isTrusted(NO)).toBe(false);
    expect(scene.resyncs.toSorted()).toEqual([YES, NO]);
  });

  test("behavior: mirrors of different times say nothing about each other", () => {
    const scene = new PipelineScene();
    scene.feed((script) =>
      script
        .book(YES, 1, YES_BOOK)
        .book(NO, 1, NO_BOOK)
        .delta(YES, 1, { side: "bid", cents: 41, contracts: 1, timeMs: 2 }),
    );
    scene.pass(500);
    expect(scene.core.groupCounts).toMatchObject({ sound: 1, mirrorMismatch: 0 });
    expect(scene.core.keeper.isTrusted(YES)).toBe(true);
  });

  test("behavior: a snapshot and the end of an epoch drop the open group", () => {
    const scene = new PipelineScene();
    const cross = { side: "bid", cents: 45, contracts: 1, timeMs: 2 } as const;
    scene.feed((script) => script.book(OTHER, 1, YES_BOOK).delta(OTHER, 1, cross).book(OTHER, 1, YES_BOOK));
    scene.feed((script) => script.book(K_YES, 1, YES_BOOK).delta(K_YES, 1, cross).epochEnd(K_YES, 1));
    scene.pass(500);
    expect(scene.core.groupCounts).toMatchObject({ sound: 0, crossed: 0 });
    expect(scene.resyncs).toEqual([]);
  });

  test("behavior: a delta of another epoch opens no group", () => {
    const scene = new PipelineScene();
    scene.feed((script) =>
      script.book(OTHER, 3, YES_BOOK).delta(OTHER, 1, { side: "bid", cents: 45, contracts: 1, best: [45, 42] }),
    );
    scene.pass(500);
    expect(scene.core.groupCounts).toMatchObject({ sound: 0, bestMismatch: 0 });
    expect(scene.core.keeper.isTrusted(OTHER)).toBe(true);
  });
});
