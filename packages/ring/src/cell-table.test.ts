import { expect, test } from "bun:test";
import { CellReader, CellWriter, createCells } from "./cell-table.ts";

function write(writer: CellWriter, index: number, values: readonly number[]): void {
  const at = writer.begin(index);
  for (const [field, value] of values.entries()) writer.fields[at + field] = value;
  writer.end(index);
}

test("CellTable: behavior: a reader sees the newest value once, however often it was written", () => {
  const handle = createCells({ cells: 70, fields: 3 });
  const writer = new CellWriter(handle);
  const reader = new CellReader(handle);
  write(writer, 69, [1, 2, 3]);
  write(writer, 69, [4, 5, 6]);
  write(writer, 0, [7, 8, 9]);
  const seen: [number, number[]][] = [];
  expect(reader.drain((index, fields) => seen.push([index, [...fields]]))).toBe(2);
  expect(seen.sort((a, b) => a[0] - b[0])).toEqual([
    [0, [7, 8, 9]],
    [69, [4, 5, 6]],
  ]);
  expect(reader.drain(() => {})).toBe(0);
  expect([...(reader.read(69) ?? [])]).toEqual([4, 5, 6]);
});

test("CellTable: behavior: a cell that is being written is busy, and stays dirty", () => {
  const handle = createCells({ cells: 4, fields: 1 });
  const writer = new CellWriter(handle);
  const reader = new CellReader(handle);
  write(writer, 2, [1]);
  writer.begin(2);
  expect(reader.read(2, 8)).toBeUndefined();
  expect(reader.drain(() => {})).toBe(0);
  writer.end(2);
  expect(reader.drain(() => {})).toBe(1);
});
