import { expect, test } from "bun:test";
import { HashBudget } from "./hash-budget.ts";

const SECOND_US = 1_000_000;

function takeAll(budget: HashBudget, nowUs: number, isUrgent = false): number {
  let taken = 0;
  while (taken < 10_000 && budget.take(nowUs, isUrgent)) taken++;
  return taken;
}

test("take: default: a second's worth, filled evenly", () => {
  const budget = new HashBudget(500);
  expect(takeAll(budget, SECOND_US, true)).toBe(500);
  expect(takeAll(budget, 1.5 * SECOND_US, true)).toBe(250);
  expect(takeAll(budget, 100 * SECOND_US, true)).toBe(500);
});

test("take: behavior: ordinary checks leave a fifth to suspect books", () => {
  const budget = new HashBudget(500);
  expect(takeAll(budget, SECOND_US)).toBe(400);
  expect(takeAll(budget, SECOND_US, true)).toBe(100);
});

test("take: behavior: a clock that goes back gives nothing", () => {
  const budget = new HashBudget(10);
  takeAll(budget, SECOND_US, true);
  expect(budget.take(0, true)).toBe(false);
});

test("take: behavior: none, and no bound", () => {
  expect(new HashBudget(0).take(SECOND_US, true)).toBe(false);
  expect(takeAll(new HashBudget(Number.POSITIVE_INFINITY), SECOND_US)).toBe(10_000);
});
