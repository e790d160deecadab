import type { InstrumentTable } from "@augury/model";

/** A market by the instruments that pay one dollar when it resolves YES, and those that do when it resolves NO. */
export interface MarketOutcomes {
  readonly yes: readonly number[];
  readonly no: readonly number[];
}

/**
 * Markets of which at most one resolves YES: a mutually exclusive set, or a single market. Whatever happens pays out over all of it at
 * once, so what can be lost is one number per space and not per market.
 */
export interface OutcomeSpace {
  readonly markets: readonly MarketOutcomes[];
  readonly instruments: readonly number[];
  /** One of them is certain to resolve YES: all markets of a complete set are in the table. */
  readonly isExhaustive: boolean;
}

/** Which market and which outcome space each instrument of a table belongs to. Computed once. */
export class Scopes {
  /** By instrument. */
  readonly marketOf: readonly (readonly number[])[];
  readonly spaceOf: readonly OutcomeSpace[];

  constructor(table: InstrumentTable) {
    const markets = groupBy(table, ({ venue, marketId }) => `${venue} ${marketId}`);
    const groups = groupBy(table, ({ groupId, marketId, venue }) =>
      groupId === "" ? `${venue} market ${marketId}` : `${venue} group ${groupId}`,
    );
    this.marketOf = table.list.map((_, index) => markets[index] as readonly number[]);
    const spaces = new Map<readonly number[], OutcomeSpace>();
    this.spaceOf = groups.map((instruments) => {
      const known = spaces.get(instruments);
      const space = known ?? toSpace(table, instruments, markets);
      if (!known) spaces.set(instruments, space);
      return space;
    });
  }
}

/** Returns for each instrument the list of those that share its key; one list object per key. */
function groupBy(table: InstrumentTable, keyOf: (instrument: InstrumentTable["list"][number]) => string): number[][] {
  const lists = new Map<string, number[]>();
  return table.list.map((instrument) => {
    const key = keyOf(instrument);
    const list = lists.get(key) ?? [];
    list.push(instrument.index);
    lists.set(key, list);
    return list;
  });
}

function toSpace(
  table: InstrumentTable,
  instruments: readonly number[],
  markets: readonly (readonly number[])[],
): OutcomeSpace {
  const inSpace = [...new Set(instruments.map((index) => markets[index] as readonly number[]))];
  const { groupAugmented, groupId, groupSize } = table.list[instruments[0]];
  return {
    instruments,
    isExhaustive: groupId !== "" && !groupAugmented && groupSize === inSpace.length,
    markets: inSpace.map((market) => ({
      yes: market.filter((index) => table.list[index].outcome === "yes"),
      no: market.filter((index) => table.list[index].outcome === "no"),
    })),
  };
}
