import { expect, test } from "bun:test";
import fc from "fast-check";
import { Histogram } from "./histogram.ts";
import { PrometheusText, toMetricName } from "./prometheus.ts";

const frames = { name: "augury_frames_total", help: "Frames received." };

test("PrometheusText: default: a counter and a gauge", () => {
  const out = new PrometheusText();
  out.counter(frames, 42, { venue: "kalshi" });
  out.gauge({ name: "augury_up", help: "1 while it runs." }, 1);
  expect(out.text()).toBe(
    [
      "# HELP augury_frames_total Frames received.",
      "# TYPE augury_frames_total counter",
      'augury_frames_total{venue="kalshi"} 42',
      "# HELP augury_up 1 while it runs.",
      "# TYPE augury_up gauge",
      "augury_up 1",
      "",
    ].join("\n"),
  );
});

test("PrometheusText: behavior: samples of one family come out together", () => {
  const out = new PrometheusText();
  out.counter(frames, 1, { venue: "polymarket" });
  out.gauge({ name: "augury_up", help: "x" }, 1);
  out.counter(frames, 2, { venue: "kalshi" });
  const lines = out.text().split("\n");
  expect(lines.filter((line) => line.startsWith("# TYPE augury_frames_total"))).toHaveLength(1);
  expect(lines[2]).toBe('augury_frames_total{venue="polymarket"} 1');
  expect(lines[3]).toBe('augury_frames_total{venue="kalshi"} 2');
});

test("PrometheusText: behavior: any label value comes back when the escapes are undone", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      const out = new PrometheusText();
      out.gauge({ name: "a", help: "h" }, 1, { text: value });
      const match = /^a\{text="((?:\\.|[^"\\\n])*)"\} 1$/m.exec(out.text().split("\n").slice(2).join("\n"));
      const unescaped = match?.[1]?.replaceAll(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char));
      expect(unescaped).toBe(value);
    }),
  );
});

test("PrometheusText: behavior: a help text stays on its line", () => {
  const out = new PrometheusText();
  out.gauge({ name: "a", help: "one\ntwo \\ three" }, 1);
  expect(out.text().split("\n")[0]).toBe("# HELP a one\\ntwo \\\\ three");
});

test("PrometheusText: behavior: numbers without an end have the format's words", () => {
  const out = new PrometheusText();
  const family = { name: "a", help: "h" };
  for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 0.5]) out.gauge(family, value);
  expect(out.text().split("\n").slice(2, 6)).toEqual(["a +Inf", "a -Inf", "a NaN", "a 0.5"]);
});

test("histogramUs: behavior: cumulative buckets in seconds, then sum and count", () => {
  const histogram = Histogram.create();
  for (const us of [0, 1, 2, 3, 1_000_000, 2 ** 39]) histogram.record(us);
  const out = new PrometheusText();
  out.histogramUs({ name: "lat_seconds", help: "h" }, histogram, { stage: "book" });
  const text = out.text();
  expect(text).toContain("# TYPE lat_seconds histogram");
  expect(text).toContain('lat_seconds_bucket{stage="book",le="0.000001"} 1\n');
  expect(text).toContain('lat_seconds_bucket{stage="book",le="0.000002"} 2\n');
  expect(text).toContain('lat_seconds_bucket{stage="book",le="0.000004"} 4\n');
  expect(text).toContain('lat_seconds_bucket{stage="book",le="1.048576"} 5\n');
  expect(text).toContain('lat_seconds_bucket{stage="book",le="+Inf"} 6\n');
  expect(text).toContain('lat_seconds_count{stage="book"} 6\n');
  expect(text).toContain(`lat_seconds_sum{stage="book"} ${(1_000_006 + 2 ** 39) / 1e6}\n`);
});

test("PrometheusText: error: a counter without _total, a bad name, a second type", () => {
  const out = new PrometheusText();
  expect(() => out.counter({ name: "augury_frames", help: "" }, 1)).toThrow("_total");
  expect(() => out.gauge({ name: "1bad", help: "" }, 1)).toThrow("a metric's name");
  expect(() => out.gauge({ name: "ok", help: "" }, 1, { "bad-label": 1 })).toThrow("a label's name");
  out.counter(frames, 1);
  expect(() => out.gauge(frames, 1)).toThrow("a metric has one type");
});

test("toMetricName: default: snake case", () => {
  expect(["hashChecksSkipped", "frames", "paper-market", "a__b"].map(toMetricName)).toEqual([
    "hash_checks_skipped",
    "frames",
    "paper_market",
    "a_b",
  ]);
});
