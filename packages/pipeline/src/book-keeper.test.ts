import { describe, expect, test } from "bun:test";
import { createBookArena, OrderBooks } from "@augury/book";
import { SlotKind, TRUST_REASONS, W_INSTRUMENT } from "@augury/wire";
import fc from "fast-check";
import { BookKeeper } from "./book-keeper.ts";
import { K_YES, NO, sceneTable, YES } from "./pipeline-scene.ts";
import { SlotScript } from "./slot-script.ts";

const SOUND = { bids: [[40, 10]], asks: [[42, 5]] } as const;

/** A keeper that is fed scripts, and what it told of trust. */
class KeeperRig {
  readonly table = sceneTable();
  readonly books = new OrderBooks(createBookArena({ books: this.table.size, bytesMax: 1_000_000 }));
  readonly told: string[] = [];
  readonly toldTrusted = new Set<number>();
  readonly keeper = new BookKeeper(this.books, this.table, (book, trusted, code) => {
    this.told.push(`${book} ${trusted ? "+" : "-"} ${TRUST_REASONS[code]}`);
    if (trusted) this.toldTrusted.add(book);
    else this.toldTrusted.delete(book);
  });
  readonly script = new SlotScript(this.table);

  feed(write: (script: SlotScript) => unknown): this {
    const { script, keeper } = this;
    write(script.clear());
    for (let at = 0; at < script.count; at++) {
      const base = script.baseOf(at);
      const book = script.i32[base + W_INSTRUMENT];
      switch (script.i32[base] & 0xff) {
        case SlotKind.snapshotBegin:
          keeper.beginSnapshot(script.i32, book, base);
          break;
        case SlotKind.snapshotLevels:
          keeper.addLevels(script.i32, script.f64, book, base);
          break;
        case SlotKind.snapshotEnd:
          keeper.endSnapshot(script.i32, script.f64, book, base);
          break;
        case SlotKind.bookDelta:
          keeper.applyDelta(script.i32, script.f64, book, base);
          break;
        case SlotKind.epochEnd:
          keeper.endEpoch(book, script.i32[base + 2]);
      }
    }
    return this;
  }
}

/** A snapshot run up to and without its end. */
function begun(script: SlotScript, epoch: number): void {
  script.book(YES, epoch, SOUND);
  script.count--;
}

describe("BookKeeper: snapshots", () => {
  test("default: a whole run makes a trusted book, told once", () => {
    const rig = new KeeperRig().feed((script) => script.book(YES, 1, SOUND));
    expect(rig.keeper.isTrusted(YES)).toBe(true);
    expect(rig.told).toEqual(["0 + snapshot"]);
    expect([rig.books.bestBid(YES), rig.books.bestAsk(YES)]).toEqual([4000, 4200]);
  });

  test("behavior: a polled book is known as one, until a streamed one takes its place", () => {
    const rig = new KeeperRig().feed((script) => script.book(K_YES, 1, { ...SOUND, polled: true }));
    expect([rig.keeper.isTrusted(K_YES), rig.keeper.isPolled(K_YES), rig.keeper.isPolled(YES)]).toEqual([
      true,
      true,
      false,
    ]);
    rig.feed((script) => script.book(K_YES, 1, { ...SOUND, polled: true }));
    expect(rig.told).toEqual([`${K_YES} + snapshot`]);
    rig.feed((script) => script.epochEnd(K_YES, 1).book(K_YES, 3, SOUND));
    expect(rig.keeper.isPolled(K_YES)).toBe(false);
  });

  test("behavior: an empty book is a book", () => {
    const rig = new KeeperRig().feed((script) => script.book(YES, 1));
    expect(rig.keeper.isTrusted(YES)).toBe(true);
    expect(rig.books.hasBook(YES)).toBe(true);
  });

  test("behavior: a book renewed within its epoch is distrusted while it loads, and nothing is told", () => {
    const rig = new KeeperRig().feed((script) => script.book(YES, 1, SOUND)).feed((script) => begun(script, 1));
    expect(rig.keeper.isTrusted(YES)).toBe(false);
    rig.feed((script) => script.book(YES, 1, SOUND));
    expect(rig.keeper.isTrusted(YES)).toBe(true);
    expect(rig.told).toEqual(["0 + snapshot"]);
  });

  test("behavior: a newer epoch is told anew", () => {
    const rig = new KeeperRig().feed((script) => script.book(YES, 1, SOUND).book(YES, 3, SOUND));
    expect(rig.told).toEqual(["0 + snapshot", "0 - epoch_end", "0 + snapshot"]);
  });

  test("error: other level counts than announced bar the epoch", () => {
    const rig = new KeeperRig().feed((script) => script.book(YES, 1, { ...SOUND, announced: [2, 1] }));
    expect(rig.told).toEqual(["0 - torn_snapshot"]);
    expect(rig.keeper.torn).toBe(1);
    expect(rig.books.hasBook(YES)).toBe(false);
  });

  test("error: a level off the step bars the epoch", () => {
    const rig = new KeeperRig().feed((script) => script.book(YES, 1, { bids: [[40.5, 1]] }));
    expect(rig.told).toEqual(["0 - torn_snapshot"]);
  });

  test("error: a step that no grid has bars the epoch", () => {
    const rig = new KeeperRig().feed((script) => script.book(YES, 1, { ...SOUND, step: 7 }));
    expect(rig.told).toEqual(["0 - off_grid"]);
    expect(rig.keeper.ignored).toBe(3);
  });

  test("behavior: a run that another run cuts off is torn, and the other one counts", () => {
    const rig = new KeeperRig().feed((script) => begun(script, 1)).feed((script) => script.book(YES, 3, SOUND));
    expect(rig.keeper.torn).toBe(1);
    expect(rig.keeper.isTrusted(YES)).toBe(true);
    expect(rig.books.epoch(YES)).toBe(3);
  });

  test("behavior: levels and an end of another epoch than the open run's are ignored", () => {
    const rig = new KeeperRig()
      .feed((script) => begun(script, 3))
      .feed((script) => {
        script.levels(YES, 1, "bid", [[30, 1]]);
        script.slot(SlotKind.snapshotEnd, { book: YES, epoch: 1 }, (base) => script.writer.snapshotEnd(base, 1, 1));
      });
    expect(rig.keeper.ignored).toBe(2);
    rig.feed((script) =>
      script.slot(SlotKind.snapshotEnd, { book: YES, epoch: 3 }, (base) => script.writer.snapshotEnd(base, 1, 1)),
    );
    expect(rig.keeper.isTrusted(YES)).toBe(true);
    expect(rig.books.levels(YES, 0)).toBe(1);
  });
});

describe("BookKeeper: deltas", () => {
  const rigWithBook = () => new KeeperRig().feed((script) => script.book(YES, 3, SOUND));

  test("default: absolute sizes replace, increments add", () => {
    const rig = rigWithBook()
      .feed((script) => script.delta(YES, 3, { side: "bid", cents: 41, contracts: 7 }))
      .feed((script) => script.delta(YES, 3, { side: "bid", cents: 41, contracts: -2, increment: true }));
    expect(rig.books.bestBid(YES)).toBe(4100);
    expect(rig.books.sizeAt(YES, 0, 4100)).toBe(5_000_000);
  });

  test("behavior: of an older or a newer epoch it is ignored, and so is one before any book", () => {
    const rig = rigWithBook().feed((script) =>
      script
        .delta(YES, 1, { side: "bid", cents: 41, contracts: 7 })
        .delta(YES, 5, { side: "bid", cents: 41, contracts: 7 })
        .delta(NO, 3, { side: "bid", cents: 41, contracts: 7 }),
    );
    expect(rig.keeper.ignored).toBe(3);
    expect(rig.books.bestBid(YES)).toBe(4000);
    expect(rig.keeper.isTrusted(YES)).toBe(true);
  });

  test("error: a negative level bars the epoch and leaves the book as it was", () => {
    const rig = rigWithBook().feed((script) =>
      script.delta(YES, 3, { side: "bid", cents: 40, contracts: -11, increment: true }),
    );
    expect(rig.told).toEqual(["0 + snapshot", "0 - negative_level"]);
    expect(rig.books.sizeAt(YES, 0, 4000)).toBe(10_000_000);
  });

  test("error: a price off the grid bars the epoch, once however often it comes", () => {
    const rig = rigWithBook();
    for (let n = 0; n < 3; n++) rig.feed((script) => script.delta(YES, 3, { side: "bid", cents: 40.5, contracts: 1 }));
    expect(rig.told).toEqual(["0 + snapshot", "0 - off_grid"]);
  });

  test("behavior: in a barred epoch neither deltas nor a new snapshot bring trust back, a higher epoch does", () => {
    const rig = rigWithBook().feed((script) =>
      script
        .delta(YES, 3, { side: "bid", cents: 40.5, contracts: 1 })
        .delta(YES, 3, { side: "bid", cents: 41, contracts: 1 })
        .book(YES, 3, SOUND),
    );
    expect(rig.keeper.isTrusted(YES)).toBe(false);
    expect(rig.books.hasBook(YES)).toBe(true);
    rig.feed((script) => script.book(YES, 5, SOUND));
    expect(rig.keeper.isTrusted(YES)).toBe(true);
  });
});

describe("BookKeeper: ends of epochs", () => {
  test("default: the book goes and trust with it", () => {
    const rig = new KeeperRig().feed((script) => script.book(YES, 1, SOUND).epochEnd(YES, 1));
    expect(rig.books.hasBook(YES)).toBe(false);
    expect(rig.told).toEqual(["0 + snapshot", "0 - epoch_end"]);
  });

  test("behavior: the end of an older epoch is news already known", () => {
    const rig = new KeeperRig().feed((script) => script.book(YES, 3, SOUND).epochEnd(YES, 1));
    expect(rig.keeper.isTrusted(YES)).toBe(true);
  });

  test("behavior: the end of an older epoch leaves a newer run that is still loading", () => {
    const rig = new KeeperRig().feed((script) => begun(script, 3)).feed((script) => script.epochEnd(YES, 1));
    rig.feed((script) =>
      script.slot(SlotKind.snapshotEnd, { book: YES, epoch: 3 }, (base) => script.writer.snapshotEnd(base, 1, 1)),
    );
    expect(rig.told).toEqual(["0 + snapshot"]);
    expect(rig.keeper.isTrusted(YES)).toBe(true);
  });

  test("behavior: the end of the loading epoch drops the run", () => {
    const rig = new KeeperRig().feed((script) => begun(script, 3)).feed((script) => script.epochEnd(YES, 3));
    rig.feed((script) => script.levels(YES, 3, "bid", [[30, 1]]));
    expect(rig.keeper.ignored).toBe(1);
    expect(rig.books.hasBook(YES)).toBe(false);
  });

  test("behavior: slots of an epoch that has ended, consumed after its end, never bring it back", () => {
    const rig = new KeeperRig().feed((script) =>
      script.epochEnd(YES, 3).book(YES, 3, SOUND).delta(YES, 3, { side: "bid", cents: 41, contracts: 1 }),
    );
    expect(rig.keeper.isTrusted(YES)).toBe(false);
    expect(rig.told).toEqual([]);
    rig.feed((script) => script.book(YES, 5, SOUND));
    expect(rig.keeper.isTrusted(YES)).toBe(true);
  });

  test("behavior: books do not touch one another", () => {
    const rig = new KeeperRig().feed((script) => script.book(YES, 1, SOUND).book(K_YES, 1, SOUND).epochEnd(YES, 1));
    expect(rig.keeper.isTrusted(K_YES)).toBe(true);
  });
});

test("BookKeeper: property: what is told is what is so, and no epoch that ended or was barred is trusted again", () => {
  const step = fc.record({
    kind: fc.constantFrom("book", "begin", "levels", "end", "delta", "bad", "epochEnd"),
    epoch: fc.integer({ min: -1, max: 7 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const rig = new KeeperRig();
      let over = 0;
      for (const { kind, epoch } of steps) {
        const before = rig.told.length;
        rig.feed((script) => {
          if (kind === "book") script.book(YES, epoch, SOUND);
          else if (kind === "begin") begun(script, epoch);
          else if (kind === "levels") script.levels(YES, epoch, "bid", [[30, 1]]);
          else if (kind === "delta") script.delta(YES, epoch, { side: "bid", cents: 41, contracts: 1 });
          else if (kind === "bad") script.delta(YES, epoch, { side: "bid", cents: 1.5, contracts: 1 });
          else if (kind === "epochEnd") script.epochEnd(YES, epoch);
          else script.slot(SlotKind.snapshotEnd, { book: YES, epoch }, (base) => script.writer.snapshotEnd(base, 1, 1));
        });
        const live = rig.books.epoch(YES);
        if (kind === "epochEnd") over = Math.max(over, epoch);
        if (rig.told.slice(before).some((line) => line.startsWith("0 -") && kind === "bad"))
          over = Math.max(over, epoch);
        if (rig.keeper.isTrusted(YES)) {
          expect(rig.toldTrusted.has(YES)).toBe(true);
          expect(live).toBeGreaterThan(over);
          expect(rig.books.hasBook(YES)).toBe(true);
        } else if (rig.books.hasBook(YES)) expect(rig.toldTrusted.has(YES)).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
});
