/** Samples of one scrape of /metrics by their whole name, labels included. */
export type Metrics = ReadonlyMap<string, number>;

/** Reads a running engine's /metrics as Prometheus would. */
export async function scrape(url: string): Promise<Metrics> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    samples.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))] as const;
    }),
  );
}

/** Adds up the samples with these names; a name that no sample has counts as a mistake of ours. */
export function sumOf(metrics: Metrics, names: readonly string[]): number {
  return names.reduce((sum, name) => {
    const value = metrics.get(name);
    if (value === undefined) throw new Error(`/metrics has no ${name}`);
    return sum + value;
  }, 0);
}
