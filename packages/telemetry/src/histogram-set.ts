import { HISTOGRAM_BYTES, Histogram, type HistogramSummary } from "./histogram.ts";

/** Named histograms in one shared buffer, one per stage. Each has a single writing thread. */
export interface HistogramSetHandle<Name extends string = string> {
  readonly names: readonly Name[];
  readonly buffer: SharedArrayBuffer;
}

/** Creates empty histograms for these names. */
export function createHistograms<Name extends string>(names: readonly Name[]): HistogramSetHandle<Name> {
  return { names, buffer: new SharedArrayBuffer(names.length * HISTOGRAM_BYTES) };
}

export class HistogramSet<Name extends string = string> {
  private readonly histograms: readonly Histogram[];

  constructor(private readonly handle: HistogramSetHandle<Name>) {
    this.histograms = handle.names.map((_, at) => new Histogram(handle.buffer, at * HISTOGRAM_BYTES));
  }

  /** Returns the histogram called `name`; keep it where it is used in a loop. */
  of(name: Name): Histogram {
    const histogram = this.histograms[this.handle.names.indexOf(name)];
    if (!histogram) throw new RangeError(`no histogram is called "${name}"`);
    return histogram;
  }

  summaries(): Record<Name, HistogramSummary> {
    return Object.fromEntries(this.handle.names.map((name) => [name, this.of(name).summary()])) as Record<
      Name,
      HistogramSummary
    >;
  }
}
