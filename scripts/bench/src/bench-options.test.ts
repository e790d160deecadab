import { expect, test } from "bun:test";
import { parseBenchOptions } from "./bench-options.ts";

const NAMES = ["ring", "book"];

test("parseBenchOptions: default: everything, in full", () => {
  expect(parseBenchOptions([], NAMES)).toEqual({ ok: true, value: { scale: "full", only: [] } });
});

test("parseBenchOptions: behavior: quick, and some benches only", () => {
  const parsed = parseBenchOptions(["--quick", "--only", "book", "--only", "ring"], NAMES);
  expect(parsed).toEqual({ ok: true, value: { scale: "quick", only: ["book", "ring"] } });
});

test("parseBenchOptions: error: unknown names and arguments are named in one line", () => {
  expect(parseBenchOptions(["--only", "books"], NAMES)).toEqual({
    ok: false,
    error: '--only takes one of ring, book, was "books"',
  });
  expect(parseBenchOptions(["--only"], NAMES)).toMatchObject({ ok: false });
  expect(parseBenchOptions(["--fast"], NAMES)).toMatchObject({ ok: false, error: expect.stringContaining("--fast") });
});
