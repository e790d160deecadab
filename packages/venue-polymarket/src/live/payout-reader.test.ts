import { expect, test } from "bun:test";
import { InstrumentTable, PLAIN_TERMS } from "@augury/model";
import { openGamma } from "../gamma/gamma-group.ts";
import { PayoutReader } from "./payout-reader.ts";

interface ClosedMarket {
  readonly closed?: boolean;
  readonly outcomePrices: readonly string[];
  readonly umaResolutionStatus?: string;
}

/** Two instruments per market, numbered on; Gamma answers with the rows of what it is asked for. */
function rigOf(markets: number, rows: Readonly<Record<number, ClosedMarket | "broken">>) {
  const table = new InstrumentTable(
    Array.from({ length: 2 * markets }, (_, index) => ({
      ...PLAIN_TERMS,
      venue: "polymarket" as const,
      index,
      bookIndex: index,
      mirrorIndex: index ^ 1,
      outcome: index % 2 === 0 ? ("yes" as const) : ("no" as const),
      venueId: `${index}`,
      marketId: `0xAB${index >> 1}`,
    })),
  );
  const asked: string[][] = [];
  const { client } = openGamma({
    fetch: async (url) => {
      const { searchParams } = new URL(url);
      const ids = searchParams.getAll("condition_ids");
      asked.push(ids);
      expect(searchParams.get("closed")).toBe("true");
      const found = ids.flatMap((id) => rows[Number(id.slice(4))] ?? []);
      return Response.json(
        found.map((row, at) =>
          row === "broken"
            ? { conditionId: 7 }
            : { closed: true, ...row, id: "1", question: "?", conditionId: (ids[at] as string).toLowerCase() },
        ),
      );
    },
  });
  return { reader: new PayoutReader(client, table), asked };
}

test("PayoutReader: default: what each outcome of a closed market pays, won, lost or a half", async () => {
  const { reader } = rigOf(4, {
    0: { outcomePrices: ["1", "0"] },
    1: { outcomePrices: ["0", "1"] },
    2: { outcomePrices: ["0.5", "0.5"], umaResolutionStatus: "resolved" },
    3: { outcomePrices: ["0.5", "0.5"] },
  });
  const read = await reader.read([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(read.ok && read.value.map(({ instrument, payout }) => [instrument, payout])).toEqual([
    [0, 10_000],
    [1, 0],
    [2, 0],
    [3, 10_000],
    [4, 5_000],
    [5, 5_000],
  ]);
});

test("PayoutReader: behavior: each market is asked for once, fifty at a time, and instruments of nothing not at all", async () => {
  const { asked, reader } = rigOf(60, {});
  const read = await reader.read([...Array.from({ length: 120 }, (_, index) => index), 999]);
  expect(read).toEqual({ ok: true, value: [] });
  expect(asked.map((ids) => ids.length)).toEqual([50, 10]);
  await reader.read([]);
  expect(asked).toHaveLength(2);
});

test("PayoutReader: behavior: a market that cannot be read, or is not closed, goes on", async () => {
  const { reader } = rigOf(3, {
    0: "broken",
    1: { closed: false, outcomePrices: ["1", "0"] },
    2: { outcomePrices: ["0.9995", "0.0005"] },
  });
  for (const instrument of [0, 2, 4]) expect(await reader.read([instrument])).toEqual({ ok: true, value: [] });
});

test("PayoutReader: error: an answer that does not come", async () => {
  const { client } = openGamma({
    http: { retry: { attemptsMax: 1 } },
    fetch: async () => Response.json({ type: "x", error: "broken" }, { status: 500 }),
  });
  const table = new InstrumentTable([
    { ...PLAIN_TERMS, venue: "polymarket", index: 0, bookIndex: 0, outcome: "yes", venueId: "1", marketId: "0x1" },
  ]);
  const read = await new PayoutReader(client, table).read([0]);
  expect(read.ok ? "" : read.error).toStartWith("closed markets: ");
});
