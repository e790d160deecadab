import { appendNumbered, openWriter } from "./journal-fixture.ts";

/** What the kill test runs in a process of its own: writes and flushes until it is killed, and tells how far it has surely come. */
export function writeEndlessly(root: string): never {
  const writer = openWriter(root, { segmentBytesMax: 64 * 1024, bufferRecordsMax: 64 });
  for (let n = 1; ; n++) {
    appendNumbered(writer, n);
    if (n % 7 === 0) writer.flush();
    if (n % 700 === 0) process.stdout.write(`${n}\n`);
  }
}

if (import.meta.main) writeEndlessly(process.argv[2] as string);
