import { expect, test } from "bun:test";
import { createHistograms, HistogramSet } from "./histogram-set.ts";
import { STAGES } from "./stages.ts";

test("HistogramSet: behavior: neighbors in the buffer do not touch", () => {
  const set = new HistogramSet(createHistograms(STAGES));
  for (const [at, stage] of STAGES.entries()) for (let n = 0; n <= at; n++) set.of(stage).record(2 ** 40);
  expect(STAGES.map((stage) => set.summaries()[stage].count)).toEqual(STAGES.map((_, at) => at + 1));
});

test("HistogramSet: behavior: two views of one buffer see the same numbers", () => {
  const handle = createHistograms(["book", "fill"]);
  new HistogramSet(handle).of("fill").record(12);
  expect(new HistogramSet(handle).summaries()).toMatchObject({ book: { count: 0 }, fill: { count: 1, max: 12 } });
});

test("HistogramSet: error: an unknown name", () => {
  const set = new HistogramSet<string>(createHistograms(["book"]));
  expect(() => set.of("boek")).toThrow('no histogram is called "boek"');
});
