import { expect, test } from "bun:test";
import { InstrumentTable } from "@augury/model";
import fc from "fast-check";
import { testTable } from "./feed-rig.ts";
import { FrameBytes } from "./frame-bytes.ts";
import { TokenTable, UNKNOWN_TOKEN } from "./token-table.ts";

const frame = new FrameBytes();

/** A table with exactly these ids, in order. */
function tableOf(ids: readonly string[]): TokenTable {
  const list = testTable(Math.ceil(ids.length / 2)).list.slice(0, ids.length);
  return new TokenTable(
    new InstrumentTable(list.map(({ mirrorIndex: _, ...entry }, at) => ({ ...entry, venueId: ids[at] }))),
  );
}

function lookup(table: TokenTable, id: string): number {
  frame.load(new Uint8Array(Buffer.from(`  "${id}",`)));
  return table.lookup(frame, 2);
}

test("TokenTable: behavior: finds exactly its own ids, whatever they have in common", () => {
  const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-3]{1,${max}}$`));
  const ids = fc.uniqueArray(
    fc.oneof(
      digits(3),
      digits(9),
      digits(20),
      digits(10).map((tail) => "7".repeat(68) + tail),
    ),
    {
      minLength: 1,
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(ids, digits(20), (own, stranger) => {
      const table = tableOf(own);
      for (const [at, id] of own.entries()) {
        expect(lookup(table, id)).toBe(at);
        expect(table.at).toBe(2 + id.length + 2);
      }
      expect(lookup(table, stranger)).toBe(own.indexOf(stranger));
    }),
  );
});

test("TokenTable: error: a text with an escape, or none, is unreadable", () => {
  const table = tableOf(["123456789"]);
  for (const text of ['"12345\\u0036789"', "123456789", '"123456789', '"']) {
    frame.load(new Uint8Array(Buffer.from(text)));
    expect(table.lookup(frame, 0)).toBe(UNKNOWN_TOKEN);
    expect(table.at).toBeLessThan(0);
  }
});
