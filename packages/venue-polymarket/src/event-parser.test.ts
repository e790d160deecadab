import { expect, test } from "bun:test";
import { formatPrice, formatSize, Prng, priceTicks, sizeMicros } from "@augury/core";
import { hasFixtures } from "@augury/testkit";
import fc from "fast-check";
import { testTable, tokenId } from "./feed-rig.ts";
import { mutateFrame } from "./frame-mutator.ts";
import { FuzzTarget } from "./market-parser.ts";
import { recordedFiles, recordedFrames } from "./recorded-frames.ts";
import { instrumentsOfRecording } from "./recorded-markets.ts";
import { slotsFromJson } from "./slots-from-json.ts";
import { bookEvent, change, lastTrade, priceChange, spaced } from "./test-events.ts";

const HOT = /"(price_change|last_trade_price|best_bid_ask|tick_size_change|book)"/;
const target = new FuzzTarget(testTable(2));
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

/** Both parsers' answers to a text. */
function both(text: string) {
  const bytes = bytesOf(text);
  return { fast: target.fast(bytes), slow: target.slow(bytes) };
}

const bestBidAsk = {
  event_type: "best_bid_ask",
  market: "0xabc",
  asset_id: tokenId(0, 1),
  best_bid: "0.73",
  best_ask: "",
  spread: "0.04",
  timestamp: "1766789469958",
};
const tickSizeChange = {
  event_type: "tick_size_change",
  market: "0xabc",
  asset_id: tokenId(0, 0),
  old_tick_size: "0.01",
  new_tick_size: "0.001",
  timestamp: "1703875210000",
};
const HOT_EVENTS = [
  priceChange([change(), change({ side: 1, way: "SELL", price: "0.6", size: "648.123456" })]),
  priceChange([change({ best_bid: "", best_ask: "0" })]),
  priceChange([]),
  bookEvent(),
  bookEvent({ bids: [], asks: [], last_trade_price: "0.510" }),
  lastTrade("0.510"),
  bestBidAsk,
  tickSizeChange,
];

test.skipIf(!hasFixtures())(
  "EventParser: behavior: agrees with JSON.parse + schema on every recorded frame",
  async () => {
    let fastFrames = 0;
    for (const name of recordedFiles()) {
      const frames = (await recordedFrames(name)).filter(({ kind }) => kind === "ws");
      const recorded = new FuzzTarget(instrumentsOfRecording(frames));
      for (const { bytes } of frames) {
        const slow = recorded.slow(bytes);
        const fast = recorded.fast(bytes);
        expect(slow).toBeDefined();
        if (fast) expect(fast).toEqual(slow as typeof fast);
        if (fast) fastFrames++;
        // Real hot frames never need the slow way; constructed ones pad their sizes, and one recorder prints timestamps as numbers.
        const isReal = name.startsWith("session") || name.startsWith("burst") || name.startsWith("ws-book");
        if (isReal && HOT.test(Buffer.from(bytes).toString())) expect(fast).toBeDefined();
      }
    }
    expect(fastFrames).toBeGreaterThan(100);
  },
);

test("EventParser: default: takes every hot event, spaced or not, and agrees", () => {
  for (const event of HOT_EVENTS) {
    for (const text of [
      JSON.stringify(event),
      spaced(event),
      JSON.stringify(event, null, 2),
      ` [${JSON.stringify(event)} ,\n${spaced(event)}] `,
    ]) {
      const { fast, slow } = both(text);
      expect(slow).toBeDefined();
      expect(fast).toEqual(slow as NonNullable<typeof slow>);
    }
  }
});

test("slotsFromJson: default: the reference answer to a frame's text", () => {
  const text = JSON.stringify(lastTrade("0.51"));
  expect(slotsFromJson(text, testTable(2))).toEqual(both(text).fast as NonNullable<ReturnType<typeof target.fast>>);
  expect(slotsFromJson("{}", testTable(2))).toBeUndefined();
});

test("EventParser: behavior: keys may come in any order", () => {
  const shuffled = (value: object) => Object.fromEntries(Object.entries(value).reverse());
  for (const event of HOT_EVENTS) {
    const reversed = shuffled({
      ...event,
      ...("price_changes" in event ? { price_changes: event.price_changes.map(shuffled) } : {}),
    });
    expect(both(JSON.stringify(reversed)).fast).toEqual(both(JSON.stringify(event)).fast as never);
  }
});

test("EventParser: behavior: a repeated key counts as it was last said, as in JSON.parse", () => {
  const text = JSON.stringify(priceChange([change({ price: "0.11" })]));
  const doubled = text
    .replace('"price":"0.11"', '"price":"0.22","price":"0.11"')
    .replace('"timestamp"', '"timestamp":"5","timestamp"');
  expect(both(doubled).fast).toEqual(both(text).slow as never);
  const reversed = text.replace('"price":"0.11"', '"price":"0.11","price":"0.22"');
  expect(both(reversed).fast).toEqual(both(reversed).slow as never);
  expect(both(reversed).fast).not.toEqual(both(text).fast as never);
});

test("EventParser: behavior: unknown keys are skipped with whatever they hold", () => {
  const text = JSON.stringify(
    priceChange([{ ...change(), extra: { a: [1, -2.5e3, null, true, { b: '\\"}' }] } }]),
  ).replace('"market"', '"é":"ü€","market"');
  const { fast, slow } = both(text);
  expect(fast).toBeDefined();
  expect(fast).toEqual(slow as never);
});

test("EventParser: behavior: escapes and unusual spellings go the slow way and mean the same", () => {
  const plain = both(JSON.stringify(priceChange([change({ size: "25" })]))).slow;
  for (const text of [
    JSON.stringify(priceChange([change({ size: "25" })])).replace('"price"', '"pric\\u0065"'),
    JSON.stringify(priceChange([change({ size: "25.0" })])),
    JSON.stringify(priceChange([change({ size: "25" })])).replace('"1700000000001"', "1700000000001"),
    `\ufeff${JSON.stringify(priceChange([change({ size: "25" })]))}`,
  ]) {
    const { fast, slow } = both(text);
    expect(fast).toBeUndefined();
    expect(slow).toEqual(plain as never);
  }
});

test("EventParser: error: what neither takes", () => {
  const entry = change();
  for (const text of [
    "",
    "PONG",
    "{",
    "nul",
    JSON.stringify(priceChange([change()])).slice(0, -1),
    `${JSON.stringify(priceChange([change()]))}x`,
    JSON.stringify(priceChange([change()])).replace("0.4", "0\n4"),
    JSON.stringify({ ...priceChange([change()]), event_type: "something_new" }),
    JSON.stringify({ ...priceChange([change()]), timestamp: undefined }),
    ...["1", "0", "1.1", "-0.4", "4e-1", "0.40001", ".4", "0.", "0.4 ", ""].map((price) =>
      JSON.stringify(priceChange([change({ price })])),
    ),
    ...["-1", "1e3", "1.1234567", "99999999999999999", "", "."].map((size) =>
      JSON.stringify(priceChange([change({ size })])),
    ),
    JSON.stringify(priceChange([{ ...entry, side: "buy" }])),
    JSON.stringify(priceChange([{ ...entry, price: 0.4 }])),
    JSON.stringify(bookEvent({ bids: [["0.4", "0"]] })),
    JSON.stringify(
      bookEvent({
        bids: [
          ["0.4", "1"],
          ["0.5", "1"],
          ["0.4", "2"],
        ],
      }),
    ),
    JSON.stringify(bookEvent({ tick_size: "0.03" })),
    JSON.stringify(lastTrade("0.5", { size: "0" })),
    JSON.stringify({ ...tickSizeChange, new_tick_size: "0" }),
  ]) {
    expect(both(text)).toEqual({ fast: undefined, slow: undefined });
  }
});

test("EventParser: behavior: a token that only resembles ours is a stranger", () => {
  const real = tokenId(0, 0);
  const strangers = [
    `9${real.slice(1)}`,
    `${real.slice(0, 40)}7${real.slice(41)}`,
    `${real.slice(0, -1)}9`,
    real.slice(0, -1),
    `${real}1`,
    `${real.slice(0, 8)}`,
  ];
  for (const asset_id of strangers) {
    const { fast, slow } = both(JSON.stringify(priceChange([{ ...change(), asset_id }])));
    expect(fast).toEqual([]);
    expect(slow).toEqual([]);
  }
});

test("EventParser: behavior: every price and size in canonical spelling is read exactly", () => {
  const prices = fc.integer({ min: 1, max: 9_999 }).map((n) => formatPrice(priceTicks(n), 0));
  const sizes = fc.integer({ min: 0, max: 999_999_999_999_999 }).map((n) => formatSize(sizeMicros(n)));
  fc.assert(
    fc.property(
      fc.array(fc.record({ price: prices, size: sizes, best_bid: prices, best_ask: prices }), { maxLength: 8 }),
      (parts) => {
        const { fast, slow } = both(spaced(priceChange(parts.map(change))));
        expect(fast).toBeDefined();
        expect(fast).toEqual(slow as never);
      },
    ),
  );
});

test("EventParser: behavior: 20 000 mutated frames: where it answers, JSON.parse + schema answers the same", () => {
  const prng = new Prng(20_261_121);
  const corpus = HOT_EVENTS.flatMap((event) => [
    spaced(event),
    JSON.stringify(event),
    `[${JSON.stringify(event)}]`,
  ]).map(bytesOf);
  let accepted = 0;
  for (let round = 0; round < 20_000; round++) {
    const mutated = mutateFrame(prng, corpus);
    const fast = target.fast(mutated);
    if (!fast) continue;
    accepted++;
    const slow = target.slow(mutated);
    if (!slow || JSON.stringify(slow) !== JSON.stringify(fast)) {
      throw new Error(
        `seed 20261121, round ${round}: the parsers disagree on ${JSON.stringify(Buffer.from(mutated).toString("latin1"))}`,
      );
    }
  }
  expect(accepted).toBeGreaterThan(1_000);
});
