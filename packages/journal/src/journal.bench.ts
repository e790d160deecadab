import { appendNumbered, openWriter, readNumbers, TemporaryDirectory } from "./journal-fixture.ts";

/** Appends `records` with a flush every 1 000 and reads them back; returns records per second of each, and a checksum of what was read. */
export function benchJournal(records: number): { appendPerSecond: number; readPerSecond: number; checksum: number } {
  using directory = new TemporaryDirectory();
  const writer = openWriter(directory.path);
  const start = performance.now();
  for (let n = 1; n <= records; n++) {
    appendNumbered(writer, n);
    if (n % 1000 === 0) writer.flush();
  }
  writer.close();
  const written = performance.now();
  const checksum = readNumbers(writer.directory).numbers.reduce((sum, number) => sum + number, 0);
  const read = performance.now();
  return {
    appendPerSecond: Math.round((records / (written - start)) * 1000),
    readPerSecond: Math.round((records / (read - written)) * 1000),
    checksum,
  };
}

if (import.meta.main) console.log(benchJournal(Number(process.argv[2] ?? 2_000_000)));
