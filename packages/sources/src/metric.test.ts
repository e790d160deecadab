import { expect, test } from "bun:test";
import { isRepeated, type Metric, seriesOf, toMetric } from "./metric.ts";

const ORIGIN = { source: "test", endpoint: "prices", fetchedTimeUs: 5_000_999 };
const READING = { name: "btc_price", value: 1, unit: "USD", labels: { symbol: "BTC", currency: "USD" } };

test("toMetric: default: the data's time, which also becomes a label", () => {
  const metric = toMetric({ ...READING, dataTimeMs: 1000 }, ORIGIN);
  expect(metric).toMatchObject({ timeMs: 1000, fetchedTimeUs: 5_000_999 });
  expect(metric.labels).toEqual({
    symbol: "BTC",
    currency: "USD",
    endpoint: "prices",
    data_timestamp: "1970-01-01T00:00:01.000Z",
  });
});

test("toMetric: behavior: without a time of its own the data has that of fetching", () => {
  const metric = toMetric(READING, ORIGIN);
  expect(metric).toMatchObject({ timeMs: 5000, labels: { ...READING.labels, endpoint: "prices" } });
  expect(metric.labels).not.toHaveProperty("data_timestamp");
});

const at = (dataTimeMs: number, more: Partial<Metric> = {}): Metric => ({
  ...toMetric({ ...READING, dataTimeMs }, ORIGIN),
  ...more,
});

test("seriesOf: behavior: times and classifications change within a series, other labels between them", () => {
  const series = seriesOf(at(1));
  const relabeled = (labels: Record<string, string>) => seriesOf(at(1, { labels: { ...at(1).labels, ...labels } }));
  expect(seriesOf(at(2))).toBe(series);
  expect(relabeled({ classification: "Greed" })).toBe(series);
  expect(relabeled({ currency: "EUR" })).not.toBe(series);
  expect(seriesOf(at(1, { source: "other" }))).not.toBe(series);
  expect(seriesOf(at(1, { labels: Object.fromEntries(Object.entries(at(1).labels).toReversed()) }))).toBe(series);
});

test("isRepeated: behavior: same series, time and value", () => {
  expect(isRepeated(at(1), at(1, { fetchedTimeUs: 9 }))).toBe(true);
  expect(isRepeated(at(1), at(2))).toBe(false);
  expect(isRepeated(at(1), at(1, { value: 2 }))).toBe(false);
});
