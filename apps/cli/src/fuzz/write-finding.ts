import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { FuzzEnd } from "./fuzz-venue.ts";

const FOLDER = "data/fuzz";

/** Writes the frame that failed, as hex and as text, with what is needed to find it again. Returns the file's path. */
export function writeFinding({ venue, failure }: FuzzEnd, seed: number, folder = FOLDER): string {
  if (!failure) throw new RangeError("there is no finding to write");
  mkdirSync(resolve(folder), { recursive: true });
  const path = join(folder, `${venue}-seed${seed}-frame${failure.frame}.txt`);
  const hex = Buffer.from(failure.bytes).toString("hex");
  const lines = [
    `venue: ${venue}`,
    `seed: ${seed}, frame: ${failure.frame}, ${failure.bytes.length} bytes`,
    `problem: ${failure.problem}`,
    `hex: ${hex}`,
    `text: ${new TextDecoder().decode(failure.bytes)}`,
  ];
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}
