import { expect, test } from "bun:test";
import { formatTable } from "./text-table.ts";

test("formatTable: default: texts flush left, numbers flush right with separators", () => {
  expect(
    formatTable(
      ["name", "count", "why"],
      [
        ["a", 1_234_567, "x"],
        ["longer", 8, ""],
      ],
    ),
  ).toEqual(["name        count  why", "a       1,234,567  x", "longer          8"]);
});
