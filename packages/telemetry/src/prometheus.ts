import { assert } from "@augury/core";
import type { Histogram } from "./histogram.ts";

export type MetricType = "counter" | "gauge" | "histogram";
export type Labels = Readonly<Record<string, string | number>>;

/** What a family is: its name follows the Prometheus rules (snake case, base unit last, counters end in `_total`). */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
}

/** Content type of the text format, version 0.0.4. */
export const PROMETHEUS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Bucket bounds of a histogram in µs: 1 µs to 16.8 s by doublings, where the log-linear buckets end exactly. */
const BOUNDS_US = Array.from({ length: 25 }, (_, exponent) => 2 ** exponent);

/**
 * Writes the Prometheus text exposition format. Samples of one family may be added in any order and from several places; they come out
 * together, under one HELP and one TYPE, as the format demands.
 */
export class PrometheusText {
  private readonly families = new Map<string, { head: string; type: MetricType; lines: string[] }>();

  /** Adds one sample of a counter. The name must end in `_total`. */
  counter(family: MetricFamily, value: number, labels: Labels = {}): void {
    assert(family.name.endsWith("_total"), `a counter's name ends in _total, was ${family.name}`);
    this.sample(family, "counter", value, labels);
  }

  /** Adds one sample of a gauge. */
  gauge(family: MetricFamily, value: number, labels: Labels = {}): void {
    this.sample(family, "gauge", value, labels);
  }

  /** Adds a histogram that records whole µs, in seconds as the convention wants: buckets, sum and count. */
  histogramUs(family: MetricFamily, histogram: Pick<Histogram, "cumulative" | "totals">, labels: Labels = {}): void {
    const lines = this.lines(family, "histogram");
    // A recorded number is the floor of the true duration, so "at most 2^k − 1 recorded" is "below 2^k" in truth.
    const counts = histogram.cumulative(BOUNDS_US.map((bound) => bound - 1));
    for (const [at, bound] of BOUNDS_US.entries())
      lines.push(line(`${family.name}_bucket`, { ...labels, le: bound / 1e6 }, counts[at] as number));
    const { count, sum } = histogram.totals();
    lines.push(line(`${family.name}_bucket`, { ...labels, le: "+Inf" }, count));
    lines.push(line(`${family.name}_sum`, labels, sum / 1e6), line(`${family.name}_count`, labels, count));
  }

  /** Returns the whole exposition. */
  text(): string {
    return [...this.families.values()].map(({ head, lines }) => `${head}${lines.join("\n")}\n`).join("");
  }

  private sample(family: MetricFamily, type: MetricType, value: number, labels: Labels): void {
    this.lines(family, type).push(line(family.name, labels, value));
  }

  private lines({ name, help }: MetricFamily, type: MetricType): string[] {
    const known = this.families.get(name);
    if (known) {
      assert(known.type === type, `a metric has one type, ${name} is a ${known.type}`);
      return known.lines;
    }
    assert(METRIC_NAME.test(name), `a metric's name is made of letters, digits, "_" and ":", was "${name}"`);
    const head = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
    const lines: string[] = [];
    this.families.set(name, { head, type, lines });
    return lines;
  }
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => {
    assert(LABEL_NAME.test(label), `a label's name is made of letters, digits and "_", was "${label}"`);
    return `${label}="${escapeLabel(String(text))}"`;
  });
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${formatNumber(value)}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function formatNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

/** Returns `camelCase` or `kebab-case` as `snake_case`, for metric names made of counter names. */
export function toMetricName(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^a-zA-Z0-9]+/g, "_")
    .toLowerCase();
}
