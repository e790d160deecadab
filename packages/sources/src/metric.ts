/** Units of C11; a currency's code in capitals ("USD", "EUR", "BTC") is one, too. */
export const METRIC_UNITS = ["index", "percent", "USD", "count", "ratio", "bps"] as const;
export type MetricUnit = (typeof METRIC_UNITS)[number] | (string & {});

/** Labels that the shipped sources use. */
export const METRIC_LABELS = ["endpoint", "classification", "symbol", "name", "currency", "data_timestamp"] as const;
export type MetricLabels = Readonly<Record<string, string>>;

/** A metric that a method can give, as documentation and forms show it. "<symbol>" in a name stands for the coin's symbol. */
export interface MetricDescription {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly description: string;
}

/** One number that a method reads out of an answer, before it is known who fetched it and when. */
export interface Reading {
  readonly name: string;
  readonly value: number;
  readonly unit: MetricUnit;
  readonly labels: MetricLabels;
  /** The source's own time of the value, in ms since the epoch; left out where it gives none. */
  readonly dataTimeMs?: number | undefined;
}

/** One number at one time, from one source. The same name from two sources may count different things: never merge them. */
export interface Metric {
  readonly source: string;
  readonly name: string;
  readonly value: number;
  readonly unit: MetricUnit;
  readonly labels: MetricLabels;
  /** The source's own time of the value, else the time of fetching, in ms since the epoch. */
  readonly timeMs: number;
  readonly fetchedTimeUs: number;
}

export interface MetricOrigin {
  readonly source: string;
  readonly endpoint: string;
  readonly fetchedTimeUs: number;
}

/** Returns the metric that a reading is, with its labels `endpoint` and, where the source dates its data, `data_timestamp` (ISO 8601). */
export function toMetric(reading: Reading, { source, endpoint, fetchedTimeUs }: MetricOrigin): Metric {
  const { name, value, unit, dataTimeMs } = reading;
  const dated = dataTimeMs === undefined ? {} : { data_timestamp: new Date(dataTimeMs).toISOString() };
  const labels = { ...reading.labels, endpoint, ...dated };
  return { source, name, value, unit, labels, timeMs: dataTimeMs ?? Math.floor(fetchedTimeUs / 1000), fetchedTimeUs };
}

/** What changes from one value of a series to the next. */
const CHANGING_LABELS: ReadonlySet<string> = new Set(["data_timestamp", "classification"]);

/** Returns the name of the series that a metric belongs to: the same for every value of it, different for every other series. */
export function seriesOf({ source, name, labels }: Metric): string {
  const kept = Object.entries(labels).filter(([label]) => !CHANGING_LABELS.has(label));
  return JSON.stringify([source, name, ...kept.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Returns whether `later` repeats what `earlier` said: polling faster than a source renews its data gives the same value of the same time. */
export function isRepeated(earlier: Metric, later: Metric): boolean {
  return earlier.timeMs === later.timeMs && earlier.value === later.value && seriesOf(earlier) === seriesOf(later);
}
