import { expect, test } from "bun:test";
import { PlayDriver, type PlayTarget } from "./play-driver.ts";

class ListTarget implements PlayTarget {
  readonly texts: string[] = [];
  covered = true;
  flushed = 0;
  drains = 0;
  blockEvery = Number.POSITIVE_INFINITY;

  get isBlocked(): boolean {
    return this.texts.length > 0 && this.flushed % this.blockEvery === 0;
  }

  isCovered(): boolean {
    return this.covered;
  }

  flush(): void {
    this.flushed++;
  }

  async drained(): Promise<void> {
    this.drains++;
  }

  play(text: string): boolean {
    if (text === "skip me") return false;
    this.texts.push(text);
    return true;
  }
}

function sourceOf(texts: readonly string[], gapMs = 0) {
  return {
    async *frames() {
      for (const [i, text] of texts.entries()) yield { receivedTimeMs: 1000 + i * gapMs, text };
    },
  };
}

test("PlayDriver.run: behavior: every frame of every source, in order, counted", async () => {
  const target = new ListTarget();
  const many = Array.from({ length: 1000 }, (_, i) => `frame ${i}`);
  const driver = new PlayDriver({
    sources: [sourceOf(many), sourceOf(["skip me", "last"])],
    target,
    speed: "max",
    coverageMsMax: 0,
    settleMs: 0,
  });
  expect(await driver.run()).toEqual({ framesPlayed: 1001, framesSkipped: 1 });
  expect(target.texts).toEqual([...many, "last"]);
});

test("PlayDriver.run: behavior: waits for the clients whenever they are behind", async () => {
  const target = new ListTarget();
  target.blockEvery = 1;
  const texts = Array.from({ length: 1024 }, (_, i) => String(i));
  await new PlayDriver({ sources: [sourceOf(texts)], target, speed: "max", coverageMsMax: 0 }).run();
  expect(target.drains).toBe(5);
  expect(target.texts).toEqual(texts);
});

test("PlayDriver.run: behavior: begins when clients have subscribed to everything, or after the limit", async () => {
  const target = new ListTarget();
  target.covered = false;
  const run = new PlayDriver({ sources: [sourceOf(["a"])], target, speed: "max", coverageMsMax: 60_000 }).run();
  await Bun.sleep(1);
  expect(target.texts).toEqual([]);
  target.covered = true;
  expect(await run).toEqual({ framesPlayed: 1, framesSkipped: 0 });
  const impatient = new ListTarget();
  impatient.covered = false;
  await new PlayDriver({ sources: [sourceOf(["a"])], target: impatient, speed: "max", coverageMsMax: 20 }).run();
  expect(impatient.texts).toEqual(["a"]);
});

test("PlayDriver.run: behavior: recorded gaps are kept, divided by the speed", async () => {
  const target = new ListTarget();
  const startedMs = performance.now();
  await new PlayDriver({ sources: [sourceOf(["a", "b", "c"], 1000)], target, speed: 50, coverageMsMax: 0 }).run();
  // Timers never fire early; how late they fire is the machine's affair.
  expect(performance.now() - startedMs).toBeGreaterThan(39);
  expect(target.texts).toEqual(["a", "b", "c"]);
});

test("PlayDriver.stop: behavior: ends in the middle", async () => {
  const target = new ListTarget();
  const driver = new PlayDriver({
    sources: [sourceOf(["a", "b"], 3_600_000)],
    target,
    speed: 3_600_000,
    coverageMsMax: 0,
    settleMs: 0,
  });
  const run = driver.run();
  driver.stop();
  expect((await run).framesPlayed).toBeLessThan(2);
});
