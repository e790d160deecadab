import { expect, test } from "bun:test";
import { formatPrice, formatSize, Prng, priceTicks, sizeMicros } from "@augury/core";
import { computeBookHash, verifyRestBook } from "./book-hash.ts";
import { FeedRig, testTable } from "./feed-rig.ts";
import { RestBook } from "./schema.ts";
import { bookEvent, change, hashedBook, lastTrade, priceChange } from "./test-events.ts";

type Levels = [string, string][];

function rigWith(config: ConstructorParameters<typeof FeedRig>[0]["config"] = {}) {
  const rig = new FeedRig({
    instruments: testTable(1),
    config: { hashBudgetPerSecond: Number.POSITIVE_INFINITY, ...config },
  }).open();
  rig.frame([bookEvent()]);
  return rig;
}

/** The hash of market 0's first book after its 0.4 bid got this size. */
function hashAfter(size: string, timestamp: string, last_trade_price = ""): string {
  return computeBookHash(
    hashedBook({
      bids: [
        ["0.1", "10"],
        ["0.4", size],
      ],
      timestamp,
      last_trade_price,
    }),
  );
}

const at = (n: number) => String(1_700_000_000_000 + n);

test("HashLadder: default: a group is checked when the next one begins, or after a quiet time", () => {
  const rig = rigWith();
  rig.frame(priceChange([change({ size: "8", hash: hashAfter("8", at(1)) })], at(1)));
  expect(rig.counters.get("changeHashesVerified")).toBe(0);
  rig.frame(priceChange([change({ size: "9", hash: hashAfter("9", at(2)) })], at(2)));
  expect(rig.counters.get("changeHashesVerified")).toBe(1);
  rig.pass(100);
  expect(rig.counters.read()).toMatchObject({ bookHashesVerified: 1, changeHashesVerified: 2, changeHashesWrong: 0 });
});

test("HashLadder: behavior: frames of one timestamp are one group, whose last hash counts", () => {
  const rig = rigWith();
  const end = computeBookHash(
    hashedBook({
      bids: [
        ["0.1", "10"],
        ["0.4", "8"],
        ["0.41", "2"],
      ],
      timestamp: at(1),
    }),
  );
  rig.frame(priceChange([change({ size: "8", hash: end })], at(1)));
  rig.frame(priceChange([change({ price: "0.41", size: "2", hash: end })], at(1)));
  rig.pass(100);
  expect(rig.counters.get("changeHashesVerified")).toBe(2);
  rig.frame(
    priceChange(
      [change({ size: "1", hash: "1".repeat(40) }), change({ price: "0.41", size: "0", hash: hashAfter("1", at(2)) })],
      at(2),
    ),
  );
  rig.pass(100);
  expect(rig.counters.read()).toMatchObject({ changeHashesVerified: 3, changeHashesInside: 1, changeHashesWrong: 0 });
});

test("HashLadder: behavior: one altered digit is noticed, and drift follows when the next groups are wrong too", () => {
  const rig = rigWith();
  rig.slots();
  rig.frame(priceChange([change({ size: "8.1", hash: hashAfter("8", at(1)) })], at(1)));
  rig.pass(100);
  expect(rig.counters.read()).toMatchObject({ drifts: 0 });
  // The 0.1 bid differs from the venue's from here on.
  const wrong = (size: string, n: number) =>
    computeBookHash(
      hashedBook({
        bids: [
          ["0.1", "11"],
          ["0.4", size],
        ],
        timestamp: at(n),
      }),
    );
  rig.pass(500);
  rig.frame(priceChange([change({ size: "9", hash: wrong("9", 2) })], at(2)));
  rig.pass(100);
  expect(rig.counters.read()).toMatchObject({ drifts: 1, changeHashesWrong: 2 });
  const ended = rig.slots().at(-1);
  expect(ended).toMatchObject({ kind: "epochEnd", instrument: 0, body: { reason: "drift" } });
  expect(rig.sent.map(({ message }) => message.operation)).toEqual(["unsubscribe", "subscribe"]);
});

test("HashLadder: behavior: a mismatch that the next group refutes is not drift", () => {
  const rig = rigWith();
  rig.frame(priceChange([change({ size: "8", hash: "0".repeat(40) })], at(1)));
  rig.pass(1_000);
  rig.frame(priceChange([change({ size: "9", hash: hashAfter("9", at(2)) })], at(2)));
  rig.pass(5_000);
  expect(rig.counters.read()).toMatchObject({ drifts: 0, changeHashesWrong: 1, changeHashesVerified: 1 });
});

test("HashLadder: behavior: a mismatch that nothing refutes is drift in the end", () => {
  const rig = rigWith();
  rig.frame(priceChange([change({ size: "8", hash: "0".repeat(40) })], at(1)));
  rig.pass(1_900);
  expect(rig.counters.get("drifts")).toBe(0);
  rig.pass(500);
  expect(rig.counters.get("drifts")).toBe(1);
});

test("HashLadder: behavior: a trade price that arrives after the hash it went into settles the mismatch", () => {
  const rig = rigWith();
  rig.frame(priceChange([change({ size: "4", hash: hashAfter("4", at(1), "0.4") })], at(1)));
  rig.pass(100);
  expect(rig.counters.read()).toMatchObject({ changeHashesVerified: 0, changeHashesWrong: 0 });
  rig.frame(lastTrade("0.4"));
  expect(rig.counters.read()).toMatchObject({ changeHashesVerified: 1, changeHashesWrong: 0, hashesRetried: 1 });
  rig.pass(5_000);
  expect(rig.counters.get("drifts")).toBe(0);
});

test("HashLadder: behavior: the levels may move on while a trade is still untold", () => {
  const rig = rigWith();
  const {
    last_trade_price: _,
    tick_size: __,
    ...later
  } = bookEvent({ timestamp: at(1), bids: [["0.4", "6"]], last_trade_price: "0.4" });
  rig.frame(later);
  const hash = computeBookHash(hashedBook({ bids: [["0.4", "5"]], timestamp: at(2), last_trade_price: "0.4" }));
  rig.frame(priceChange([change({ size: "5", hash })], at(2)));
  rig.pass(100);
  rig.frame(priceChange([change({ size: "0", hash: "0".repeat(40) })], at(3)));
  rig.frame(lastTrade("0.40"));
  expect(rig.counters.read()).toMatchObject({
    bookHashesVerified: 2,
    changeHashesVerified: 1,
    hashesRetried: 2,
    drifts: 0,
  });
});

test("HashLadder: behavior: the mirror's trade price is this book's too, in the same words", () => {
  const rig = rigWith();
  rig.frame(lastTrade("0.6", { side: 1 }));
  rig.frame(priceChange([change({ size: "4", hash: hashAfter("4", at(1), "0.6") })], at(1)));
  rig.pass(100);
  expect(rig.counters.read()).toMatchObject({ changeHashesVerified: 1, hashesRetried: 0 });
});

test("HashLadder: behavior: a trade told early, and one spelled with another zero, are found", () => {
  const rig = rigWith();
  rig.frame(lastTrade("0.4"));
  rig.frame(priceChange([change({ size: "4", hash: hashAfter("4", at(1), "") })], at(1)));
  rig.frame(priceChange([change({ size: "3", hash: hashAfter("3", at(2), "0.40") })], at(2)));
  rig.pass(100);
  expect(rig.counters.read()).toMatchObject({ changeHashesVerified: 2, changeHashesWrong: 0 });
});

test("HashLadder: behavior: a book inside the stream is checked by itself and restarts the ladder", () => {
  const rig = rigWith();
  rig.frame(priceChange([change({ size: "8", hash: "0".repeat(40) })], at(1)));
  const { last_trade_price: _, tick_size: __, ...later } = bookEvent({ timestamp: at(1), bids: [["0.2", "3"]] });
  rig.frame(later);
  rig.pass(5_000);
  expect(rig.counters.read()).toMatchObject({ bookHashesVerified: 2, changeHashesInside: 1, drifts: 0 });
});

test("HashLadder: behavior: odd spellings are hashed as they were sent", () => {
  const rig = rigWith();
  rig.frame(
    bookEvent({
      bids: [
        ["0.10", "10.50"],
        ["0.4", "007"],
      ],
    }),
  );
  expect(rig.counters.get("bookHashesVerified")).toBe(2);
  const hash = computeBookHash(
    hashedBook({
      bids: [
        ["0.10", "10.50"],
        ["0.4", "7.0"],
      ],
      timestamp: at(1),
    }),
  );
  rig.frame(priceChange([change({ size: "7.0", hash })], at(1)));
  rig.pass(100);
  expect(rig.counters.read()).toMatchObject({ changeHashesVerified: 1, fallbacks: 2 });
});

test("HashLadder: behavior: without budget nothing is checked but every change is kept", () => {
  const rig = rigWith({ hashBudgetPerSecond: 1 });
  for (let n = 1; n <= 5; n++)
    rig.frame(priceChange([change({ size: String(n), hash: hashAfter(String(n), at(n)) })], at(n)));
  expect(rig.counters.read()).toMatchObject({ bookHashesVerified: 1, changeHashesVerified: 0, hashesSkipped: 4 });
  rig.pass(1_100);
  rig.frame(priceChange([change({ size: "6", hash: hashAfter("6", at(6)) })], at(6)));
  rig.pass(100);
  expect(rig.counters.read()).toMatchObject({ changeHashesVerified: 1, hashesSkipped: 5 });
});

test("HashLadder: behavior: a group cut off by its connection says nothing", () => {
  const rig = rigWith();
  rig.frame(priceChange([change({ size: "8", hash: "0".repeat(40) })], at(1)));
  rig.core.close(0, { code: 1006, text: "" }, rig.nowUs);
  expect(rig.counters.read()).toMatchObject({ hashesOpen: 1, changeHashesWrong: 0 });
});

test("HashLadder: behavior: a long random stream verifies to the last group", () => {
  const prng = new Prng(42);
  const rig = new FeedRig({
    instruments: testTable(1),
    config: { hashBudgetPerSecond: Number.POSITIVE_INFINITY },
  }).open();
  const bids = new Map<number, string>();
  const asks = new Map<number, string>();
  const levels = (side: Map<number, string>, way: number): Levels =>
    [...side].sort(([a], [b]) => way * (a - b)).map(([price, size]) => [formatPrice(priceTicks(price), 0), size]);
  const parts = (n: number) => ({ bids: levels(bids, 1), asks: levels(asks, -1), timestamp: at(n), tick_size: "0.01" });
  rig.frame([bookEvent(parts(0))]);
  let entries = 0;
  for (let n = 1; n <= 300; n++) {
    const touched = Array.from({ length: prng.int(1, 4) }, () => {
      const isBid = prng.chance(0.5);
      // Now and then between the ticks: the ladder's grid follows.
      const price = prng.int(1, 99) * 100 + (prng.chance(0.02) ? prng.int(1, 99) : 0);
      const size = prng.chance(0.3) ? "0" : formatSize(sizeMicros(prng.int(1, 9_999_999_999)));
      if (size === "0") (isBid ? bids : asks).delete(price);
      else (isBid ? bids : asks).set(price, size);
      return { price: formatPrice(priceTicks(price), 0), size, way: isBid ? ("BUY" as const) : ("SELL" as const) };
    });
    const hash = computeBookHash(hashedBook(parts(n)));
    rig.frame(
      priceChange(
        touched.map((entry) => change({ ...entry, hash })),
        at(n),
      ),
    );
    entries += touched.length;
    rig.slots();
  }
  rig.pass(100);
  expect(rig.counters.read()).toMatchObject({
    changeHashesVerified: entries,
    changeHashesWrong: 0,
    hashesRetried: 0,
    drifts: 0,
  });
});

test("verifyRestBook: behavior: one altered digit fails", () => {
  const book = RestBook.parse({ ...hashedBook(), hash: computeBookHash(hashedBook()) });
  expect(verifyRestBook(book)).toBe(true);
  expect(verifyRestBook({ ...book, bids: [{ price: "0.1", size: "11" }, ...book.bids.slice(1)] })).toBe(false);
});
