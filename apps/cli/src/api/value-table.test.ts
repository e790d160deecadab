import { expect, test } from "bun:test";
import fc from "fast-check";
import { renderValue } from "./value-table.ts";

test("renderValue: default: a list of objects is a table, what names a row first", () => {
  const list = [
    { price: "0.10", id: 7, tags: ["a", "b"], deep: { x: 1 } },
    { price: "0.2", id: 8, more: null },
  ];
  expect(renderValue(list, 80)).toEqual(["id  price  tags  deep.x", "7   0.10   a, b  1", "8   0.2"]);
});

test("renderValue: default: an object is a list of its values, lists inside it are tables of their own", () => {
  const book = { market: "m", hash: { kind: "sha1" }, bids: [{ price: "0.1", size: "5" }], asks: [] };
  expect(renderValue(book, 80)).toEqual([
    "market     m",
    "hash.kind  sha1",
    "asks",
    "",
    "bids (1)",
    "  price  size",
    "  0.1    5",
  ]);
});

test("renderValue: behavior: pairs are rows, and an envelope around one object is taken off", () => {
  const book = {
    orderbook: {
      yes: [
        ["0.12", "7"],
        ["0.1", "77.5"],
      ],
      no: [],
    },
  };
  expect(renderValue(book, 80)).toEqual(["no", "", "yes (2)", "  0.12  7", "  0.1   77.5"]);
});

test("renderValue: behavior: columns that do not fit are left out and counted", () => {
  const wide = [{ id: "1", a: "x y ".repeat(8).trim(), b: "z ".repeat(15).trim(), c: "z" }];
  expect(renderValue(wide, 40)).toEqual([
    `id  ${"a".padEnd(31)}  c`,
    `1   ${"x y ".repeat(8).trim()}  z`,
    "(1 more columns: --json has everything)",
  ]);
});

test("renderValue: behavior: ids and hashes of a list are shown by their ends", () => {
  expect(renderValue([{ id: `0x${"ab".repeat(32)}` }], 80)[1]).toBe("0xababababab…ababab");
  expect(renderValue({ id: "1".repeat(77) }, 80)[0]).toBe(`id  ${"1".repeat(77)}`);
});

test("renderValue: behavior: a long list inside an answer is cut and says so", () => {
  const lines = renderValue({ rows: Array.from({ length: 25 }, (_, n) => ({ n })) }, 80);
  expect(lines.at(-1)).toBe("  … 5 more: --json has them");
});

test("renderValue: behavior: nothing is said plainly", () => {
  expect([[], {}, null, undefined].map((value) => renderValue(value, 80))).toEqual([
    ["nothing"],
    ["nothing"],
    ["nothing"],
    ["nothing"],
  ]);
});

test("renderValue: behavior: whatever a venue sends, no control character reaches the screen, and nothing throws", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\u001b[2J", "\u009b1m", "a\nb", "\u202e"));
  const anything = fc.anything({ key: text, values: [text, fc.integer(), fc.boolean(), fc.constant(null)] });
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 200 }), (value, columns) => {
      expect(renderValue(value, columns).join("")).not.toMatch(/[\p{Cc}\u202e]/u);
    }),
    { numRuns: 300 },
  );
});
