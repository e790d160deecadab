import { createHash } from "node:crypto";
import { Prng } from "@augury/core";

/** Ids of one seed: the same calls in the same order get the same ids. */
export class SimIds {
  private readonly random: Prng;

  constructor(seed: number) {
    this.random = new Prng(seed);
  }

  next(): string {
    return toUuid(Array.from({ length: 4 }, () => this.random.uint32().toString(16).padStart(8, "0")).join(""));
  }
}

/** Returns the id that belongs to a name, always the same. */
export function idOf(name: string): string {
  return toUuid(createHash("sha256").update(name).digest("hex"));
}

/** Marks 32 digits as a UUID of version 4. */
function toUuid(hex: string): string {
  const marked = `${hex.slice(0, 12)}4${hex.slice(13, 16)}a${hex.slice(17, 32)}`;
  return [8, 4, 4, 4, 12]
    .reduce<{ at: number; parts: string[] }>(
      ({ at, parts }, length) => ({ at: at + length, parts: [...parts, marked.slice(at, at + length)] }),
      { at: 0, parts: [] },
    )
    .parts.join("-");
}
