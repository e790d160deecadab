import { expect, test } from "bun:test";
import { ManualClock } from "@augury/core";
import fc from "fast-check";
import { createLog, type LogOptions } from "./log.ts";
import { Redactor } from "./redactor.ts";

function harness(options: Partial<LogOptions> = {}) {
  const clock = new ManualClock(1_700_000_000_000_000);
  const texts: string[] = [];
  const log = createLog({ level: "info", component: "main", clock, write: (line) => texts.push(line), ...options });
  return { log, clock, texts, lines: () => texts.map((text) => JSON.parse(text) as Record<string, unknown>) };
}

test("Log: default: one JSON object per line", () => {
  const { log, texts } = harness();
  log.warn("worker restarted", { worker: "kalshi", attempt: 3 });
  expect(texts).toEqual([
    '{"time":"2023-11-14T22:13:20.000Z","level":"warn","component":"main","message":"worker restarted","worker":"kalshi","attempt":3}',
  ]);
});

test("Log: behavior: lines below the level are not written", () => {
  const { log, lines } = harness({ level: "warn" });
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  expect(lines().map(({ message }) => message)).toEqual(["c", "d"]);
});

test("Log: behavior: a field cannot pass for the line's own", () => {
  const { log, lines } = harness();
  log.info("hello", { level: "error", message: "forged", component: "x", time: 0 });
  expect(lines()[0]).toMatchObject({ level: "info", message: "hello", component: "main" });
});

test("Log: behavior: no text can break a line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (message, field) => {
      const { log, texts } = harness();
      log.info(message, { field });
      expect(texts[0]?.includes("\n")).toBe(false);
      expect(() => JSON.parse(texts[0] as string)).not.toThrow();
    }),
  );
});

test("Log: behavior: secrets are hidden in message and fields", () => {
  const redactor = new Redactor();
  redactor.add("hunter2hunter2");
  const { log, texts } = harness({ redactor });
  log.info("sending hunter2hunter2", { apiSecret: "x", url: "ws://h/?q=hunter2hunter2" });
  expect(texts[0]).not.toContain("hunter2");
  expect(texts[0]).toContain('"apiSecret":"[redacted]"');
});

test("Log: behavior: a message is limited per second, and the next one tells how many were held back", () => {
  const { log, clock, lines } = harness({ linesPerSecondMax: 2 });
  for (let n = 0; n < 10; n++) log.warn("frame skipped", { n });
  log.warn("something else");
  clock.advance(1_000_000);
  log.warn("frame skipped", { n: 10 });
  expect(lines().map(({ message, n, suppressed }) => [message, n, suppressed])).toEqual([
    ["frame skipped", 0, undefined],
    ["frame skipped", 1, undefined],
    ["something else", undefined, undefined],
    ["frame skipped", 10, 8],
  ]);
});

test("Log: behavior: a child shares the limit and adds its fields", () => {
  const { log, lines } = harness();
  log.child("kalshi", { connection: 2 }).info("open", { attempt: 1 });
  expect(lines()[0]).toMatchObject({ component: "kalshi", connection: 2, attempt: 1 });
});

test("flush: behavior: tells what was never told, once", () => {
  const { log, lines } = harness({ linesPerSecondMax: 1 });
  for (let n = 0; n < 5; n++) log.info("busy");
  log.flush();
  log.flush();
  expect(lines().slice(1)).toMatchObject([{ level: "warn", message: "log lines were held back", suppressed: 4 }]);
});

test("Log: behavior: ever new messages share one limit once the keys run out", () => {
  const { log, texts } = harness({ linesPerSecondMax: 1, keysMax: 10 });
  for (let n = 0; n < 1000; n++) log.info(`message ${n}`);
  expect(texts.length).toBe(10);
});
