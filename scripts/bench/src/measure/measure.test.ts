import { expect, test } from "bun:test";
import { type Contender, runHot } from "./hot-rounds.ts";
import { joinRounds, quantile, spreadOf } from "./quantiles.ts";
import { agree, disagreeing, type Row, ratioOf } from "./section.ts";

test("quantile: behavior: counts from the smallest, whatever the order", () => {
  const values = Array.from({ length: 100 }, (_, at) => (at * 37) % 100);
  expect([0, 0.5, 0.99, 1].map((q) => quantile(values, q))).toEqual([0, 50, 99, 99]);
  expect(quantile([], 0.5)).toBe(0);
});

test("joinRounds: behavior: the median round's p50 and p99, the worst maximum", () => {
  const rounds = [spreadOf([1, 2, 3]), spreadOf([4, 5, 60]), spreadOf([7, 8, 9])];
  expect(joinRounds(rounds)).toEqual({ p50: 5, p99: 9, max: 60 });
});

test("runHot: behavior: every contender does every round from its beginning, and in turn", () => {
  const seen: string[] = [];
  const contender = (name: string, work: number): Contender => ({
    name,
    begin: () => void seen.push(name),
    batch: () => work,
    settle: () => work,
  });
  const results = runHot([contender("a", 2), contender("b", 3)], { rounds: 3, warmupMs: 0, batches: 4 });
  expect(seen.join("")).toBe("abbaab");
  expect(results.map(({ name, checksum }) => [name, checksum])).toEqual([
    ["a", 24],
    ["b", 36],
  ]);
});

const row = (name: string, p50: number, checksum?: number): Row => ({
  name,
  spread: { p50, p99: p50, max: p50 },
  checksum,
});

test("ratioOf: behavior: how many times better ours is, whichever way is better", () => {
  expect(ratioOf("lower", row("ours", 10), row("rival", 40))).toBe(4);
  expect(ratioOf("higher", row("ours", 40), row("rival", 10))).toBe(4);
});

test("disagreeing: behavior: names rows with another checksum, and lets rounding pass", () => {
  const rows = [row("ours", 1, 1e12), row("same", 1, 1e12 + 1), row("none", 1), row("other", 1, 1e12 + 1e6)];
  expect(disagreeing({ title: "", unit: "", better: "lower", rows })).toEqual(["other"]);
  expect(agree(0, 0)).toBe(true);
  expect(agree(0, 1)).toBe(false);
});
