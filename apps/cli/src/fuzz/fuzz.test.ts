import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FIXTURES_DIR } from "@augury/testkit";
import { FrameWindow } from "./frame-window.ts";
import { spanOfMember } from "./json-spans.ts";
import { KalshiTarget } from "./kalshi-target.ts";
import { Mutator } from "./mutator.ts";
import { PolymarketTarget } from "./polymarket-target.ts";
import { VenueFuzzer } from "./venue-fuzzer.ts";
import { WorkerWatch } from "./worker-watch.ts";
import { writeFinding } from "./write-finding.ts";

const FRAMES = 20_000;
const SEED = 20_261_121;

for (const venue of ["polymarket", "kalshi"] as const) {
  test(`fuzz: ${venue}: ${FRAMES} mutated frames give the slots of JSON.parse and the schema, and crash nothing`, async () => {
    const fuzzer = await VenueFuzzer.open(venue, FIXTURES_DIR, SEED);
    while (fuzzer.counts.frames < FRAMES) {
      const failure = fuzzer.step();
      if (failure)
        throw new Error(
          `seed ${SEED}, frame ${failure.frame}: ${failure.problem}: ${Buffer.from(failure.bytes).toString("latin1")}`,
        );
    }
    const { accepted, fallback, refused } = fuzzer.counts;
    expect(accepted + fallback + refused).toBe(FRAMES);
    expect(accepted / FRAMES).toBeGreaterThan(0.05);
    expect(refused / FRAMES).toBeGreaterThan(0.05);
  }, 120_000);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const FRAME = bytesOf('{"type":"trade","sid":2,"msg":{"price":"0.54","a":[1,{"b":"}"}]}}');

test("VenueFuzzer: error: a crash and a difference are told with their frame", () => {
  const corpus = { frames: [FRAME], recorded: 1, generated: 0 };
  const crashing = new VenueFuzzer(corpus, SEED, {
    check: () => {
      throw new Error("out of bounds");
    },
  });
  expect(crashing.step()?.problem).toStartWith("crashed: Error: out of bounds");
  let frames = 0;
  const differing = new VenueFuzzer(corpus, SEED, {
    check: () => (++frames === 3 ? { problem: "word 8 differs" } : "accepted"),
  });
  const shown: Uint8Array[] = [];
  const failures = Array.from({ length: 3 }, () => differing.step((frame) => shown.push(frame)));
  expect(failures).toEqual([
    undefined,
    undefined,
    { frame: 3, bytes: shown[2] as Uint8Array, problem: "word 8 differs" },
  ]);
});

test("Mutator: behavior: one seed gives one sequence, another seed another", () => {
  const sequence = (seed: number) => {
    const mutator = new Mutator(seed, [FRAME]);
    return Array.from({ length: 50 }, () => Buffer.from(mutator.next()).toString("latin1"));
  };
  expect(sequence(1)).toEqual(sequence(1));
  expect(sequence(1)).not.toEqual(sequence(2));
  expect(new Set(sequence(1)).size).toBeGreaterThan(40);
});

test("spanOfMember: behavior: finds members over strings and nested values, none in a cut frame", () => {
  const member = (from: number) => {
    const span = spanOfMember(FRAME, from);
    return span && new TextDecoder().decode(FRAME.subarray(span.start, span.end));
  };
  expect([member(0), member(2), member(17)]).toEqual([
    '"type":"trade"',
    '"sid":2',
    '"msg":{"price":"0.54","a":[1,{"b":"}"}]}',
  ]);
  expect(member(45)).toBe('"a":[1,{"b":"}"}]');
  expect(spanOfMember(bytesOf('{"a":[1,{"b'), 0)).toBeUndefined();
});

test("FrameWindow: default: another thread reads the frame in hand", () => {
  const window = new FrameWindow();
  const reader = new FrameWindow(window.buffer);
  window.show(bytesOf("longer"));
  window.show(bytesOf("abc"));
  expect([reader.number, new TextDecoder().decode(reader.frame)]).toEqual([2, "abc"]);
});

test("WorkerWatch: behavior: a standstill and a growing process are findings", () => {
  const mib = 1024 * 1024;
  const watch = new WorkerWatch(0);
  expect(watch.problem(10, 1_000, 100 * mib)).toBeUndefined();
  expect(watch.problem(10, 20_000, 100 * mib)).toBeUndefined();
  expect(watch.problem(10, 21_001, 100 * mib)).toBe("hangs: no further frame for 20001 ms");
  expect(watch.problem(50_000, 22_000, 300 * mib)).toBeUndefined();
  expect(watch.problem(60_000, 23_000, 813 * mib)).toContain("grew by 513 MiB");
});

for (const venue of ["polymarket", "kalshi"] as const) {
  test(`generateFrames: default: ${venue}: whole frames of every type, which both parsers understand`, async () => {
    const { counts, corpus } = await VenueFuzzer.open(venue, "no-such-folder", SEED);
    expect([corpus.recorded, corpus.generated, counts.frames]).toEqual([0, 200, 0]);
    const target = venue === "kalshi" ? new KalshiTarget(corpus.frames) : new PolymarketTarget(corpus.frames);
    const verdicts = corpus.frames.map((frame) => target.check(frame));
    expect(verdicts.filter((verdict) => verdict === "accepted").length).toBeGreaterThan(120);
    expect(verdicts.filter((verdict) => typeof verdict === "object" || verdict === "refused")).toEqual([]);
  });
}

test("writeFinding: default: names venue, seed and frame, and holds the bytes", () => {
  const folder = mkdtempSync(join(tmpdir(), "augury-fuzz-"));
  const failure = { frame: 7, bytes: Uint8Array.of(0x7b, 0xff), problem: "crashed" };
  const path = writeFinding({ venue: "kalshi", news: undefined, failure }, 5, folder);
  const text = readFileSync(path, "utf8");
  rmSync(folder, { recursive: true });
  expect(path).toEndWith("kalshi-seed5-frame7.txt");
  expect(text).toContain("seed: 5, frame: 7, 2 bytes\nproblem: crashed\nhex: 7bff\n");
});
