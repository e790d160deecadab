import { describe, expect, test } from "bun:test";
import { exchangeOf } from "@augury/portfolio";
import fc from "fast-check";
import { toFunctionSelector } from "viem";
import type { ChainMarketKind, ChainOperation, TokenAmount } from "./chain-operation.ts";
import { marketOf, NO, planned, readCall, refusal, setOf, YES } from "./chain-rig.ts";

// As the sheet has them (polymarket.md section 1), written out once more: the table is what is tested.
const PUSD = "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB";
const CTF = "0x4D97DCd97eC945f40cF65F87097ACe5EA0476045";
const DOOR = {
  ctf: "0xAdA100Db00Ca00073811820692005400218FcE1f",
  negRisk: "0xadA2005600Dec949baf300f4C6120000bDB6eAab",
  v3: "0x12121212006e4CD160D18e3f00711DA5c3372600",
} as const;
const HOLDER = { ctf: CTF, negRisk: CTF, v3: "0x006F54F7f9A22e0000CC2AB60031000000ae9fEF" } as const;
const ZERO = `0x${"0".repeat(64)}`;
const KINDS = ["ctf", "negRisk", "v3"] as const;
const SIZE = 12_345_678;

const calls = (operation: ChainOperation) =>
  planned(operation).calls.map(({ data, to, value }) => {
    expect(value).toBe(0n);
    return { to, ...readCall(data) };
  });

describe.each(KINDS)("planOperation: %s", (kind: ChainMarketKind) => {
  const market = marketOf(kind);

  test("default: a split is allowed to take exactly its collateral, then splits", () => {
    const split =
      kind === "v3"
        ? { functionName: "split", args: [market.conditionId, 12_345_678n] }
        : { functionName: "splitPosition", args: [PUSD, ZERO, market.conditionId, [1n, 2n], 12_345_678n] };
    expect(calls({ kind: "split", market, size: SIZE })).toEqual([
      { to: PUSD, functionName: "approve", args: [DOOR[kind], 12_345_678n] },
      { to: DOOR[kind], ...split },
    ]);
  });

  test("default: a merge is allowed to move the contracts, then merges", () => {
    const merge =
      kind === "v3"
        ? { functionName: "merge", args: [market.conditionId, 12_345_678n] }
        : { functionName: "mergePositions", args: [PUSD, ZERO, market.conditionId, [1n, 2n], 12_345_678n] };
    expect(calls({ kind: "merge", market, size: SIZE })).toEqual([
      { to: HOLDER[kind], functionName: "setApprovalForAll", args: [DOOR[kind], true] },
      { to: DOOR[kind], ...merge },
    ]);
  });

  test("default: a redemption takes what is held of both outcomes, or of the next protocol what pays", () => {
    const held = { yes: 3_000_000, no: 500_001 };
    const redeem =
      kind === "v3"
        ? { functionName: "redeem", args: [market.conditionId, 1n, 500_001n] }
        : { functionName: "redeemPositions", args: [PUSD, ZERO, market.conditionId, [1n, 2n]] };
    const operation = { kind: "redeem", market: marketOf(kind, [0, 10_000]), held } as const;
    expect(calls(operation)).toEqual([
      { to: HOLDER[kind], functionName: "setApprovalForAll", args: [DOOR[kind], true] },
      { to: DOOR[kind], ...redeem },
    ]);
    const lost = { tokenId: YES, size: 3_000_000 };
    expect(planned(operation).effect).toEqual({
      gives: [...(kind === "v3" ? [] : [lost]), { tokenId: NO, size: 500_001 }],
      gets: [],
      cashOut: 0,
      cashIn: 500_001,
    });
  });

  test("behavior: an outcome that was voided pays a half each, rounded down outcome by outcome", () => {
    const operation = { kind: "redeem", market: marketOf(kind, [5_000, 5_000]), held: { yes: 3, no: 5 } } as const;
    expect(planned(operation).effect.cashIn).toBe(3);
    expect(calls(operation)).toHaveLength(kind === "v3" ? 3 : 2);
  });

  test("error: no outcome, no redemption", () => {
    const error = refusal({ kind: "redeem", market, held: { yes: 1, no: 0 } });
    expect(error.code).toBe("not_resolved");
  });

  test("error: Amoy's contracts are not known", () => {
    const error = refusal({ kind: "split", market, size: SIZE }, { chainId: 80002 });
    expect(error.code).toBe("unknown_contract");
    expect(error.message).toEndWith("of Amoy is not known");
  });
});

test("planOperation: default: a conversion names its outcomes by bits and brings YES of all the others", () => {
  const operation = { kind: "convert", set: setOf(), no: [3, 1], size: 2_000_000 } as const;
  expect(calls(operation)).toEqual([
    { to: CTF, functionName: "setApprovalForAll", args: [DOOR.negRisk, true] },
    { to: DOOR.negRisk, functionName: "convertPositions", args: [setOf().marketId, 0b1010n, 2_000_000n] },
  ]);
  expect(planned(operation).effect).toEqual({
    gives: [
      { tokenId: "201", size: 2_000_000 },
      { tokenId: "203", size: 2_000_000 },
    ],
    gets: [
      { tokenId: "100", size: 2_000_000 },
      { tokenId: "102", size: 2_000_000 },
    ],
    cashOut: 0,
    cashIn: 2_000_000,
  });
});

// The selectors as the contracts' own tables of methods have them.
test.each([
  ["split", "0x72ce4275"],
  ["merge", "0x9e7212ad"],
  ["redeem", "0x01b7037c"],
] as const)("planOperation: default: the selector of a %s is that of the ConditionalTokens", (kind, selector) => {
  const market = marketOf("ctf", [10_000, 0]);
  const operation: ChainOperation =
    kind === "redeem" ? { kind, market, held: { yes: 1, no: 0 } } : { kind, market, size: 1 };
  expect(planned(operation).calls.at(-1)?.data.slice(0, 10)).toBe(selector);
});

test("planOperation: default: the selector of a conversion", () => {
  const { calls: made } = planned({ kind: "convert", set: setOf(), no: [0], size: 1 });
  expect(made.at(-1)?.data.slice(0, 10)).toBe("0xc64748c4");
  expect(toFunctionSelector("convertPositions(bytes32,uint256,uint256)")).toBe("0xc64748c4");
});

test("planOperation: behavior: what it changes is what the ledger books for the same operation", () => {
  const numbers = new Map([YES, NO, ...setOf().outcomes.flatMap(({ yes, no }) => [yes, no])].map((id, i) => [id, i]));
  const numberOf = (tokenId: string) => numbers.get(tokenId) ?? -1;
  const holding = (instrument: number) => ({ nets: false, own: instrument, other: -1 });
  const told = ({ size, tokenId }: TokenAmount) => ({ instrument: numberOf(tokenId), size });
  const anySize = fc.integer({ min: 1, max: 2 ** 50 });
  const anyMarket = fc.constantFrom(...KINDS).map((kind) => marketOf(kind));
  const anyPair = fc.record({
    kind: fc.constantFrom("split" as const, "merge" as const),
    market: anyMarket,
    size: anySize,
  });
  const anyConversion = fc.record({
    kind: fc.constant("convert" as const),
    set: fc.constant(setOf()),
    no: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1 }).map((no) => no.toSorted()),
    size: anySize,
  });
  fc.assert(
    fc.property(fc.oneof(anyPair, anyConversion), (operation) => {
      const booked =
        operation.kind === "convert"
          ? exchangeOf(
              {
                kind: "convert",
                no: operation.no.map((index) => numberOf(`20${index}`)),
                yes: [0, 1, 2, 3]
                  .filter((index) => !operation.no.includes(index))
                  .map((index) => numberOf(`10${index}`)),
                size: operation.size,
              },
              holding,
            )
          : exchangeOf({ kind: operation.kind, yes: numberOf(YES), no: numberOf(NO), size: operation.size }, holding);
      const { cashIn, cashOut, gets, gives } = planned(operation).effect;
      expect(booked).toEqual({ cashIn, cashOut, gives: gives.map(told), gets: gets.map(told), fee: 0 });
    }),
  );
  fc.assert(
    fc.property(
      anySize,
      anySize,
      fc.constantFrom([10_000, 0], [0, 10_000], [5_000, 5_000]),
      (yes, no, [won = 0, lost = 0]) => {
        const { effect } = planned({ kind: "redeem", market: marketOf("ctf", [won, lost]), held: { yes, no } });
        const booked = [
          exchangeOf({ kind: "redeem", instrument: numberOf(YES), size: yes, payout: won }, holding),
          exchangeOf({ kind: "redeem", instrument: numberOf(NO), size: no, payout: lost }, holding),
        ];
        expect(effect.cashIn).toBe(booked.reduce((sum, { cashIn }) => sum + cashIn, 0));
        expect(effect.gives.map(told)).toEqual(booked.flatMap(({ gives }) => gives));
      },
    ),
  );
});

test("planOperation: behavior: where all is allowed nothing is allowed again, and what must be is still told", () => {
  const operation = { kind: "merge", market: marketOf("negRisk"), size: SIZE } as const;
  const plan = planned(operation, { isAllowed: true });
  expect(plan.calls).toHaveLength(1);
  expect(plan.allowances).toEqual([{ kind: "operator", token: CTF, spender: DOOR.negRisk }]);
});

const split = (changes: object = {}): ChainOperation => ({
  kind: "split",
  market: marketOf("ctf"),
  size: SIZE,
  ...changes,
});
const convert = (changes: object = {}): ChainOperation => ({
  kind: "convert",
  set: setOf(),
  no: [0],
  size: SIZE,
  ...changes,
});
test.each([
  ["half a millionth", split({ size: 0.5 }), "bad_request", /whole number of millionths/],
  ["no size", split({ size: 0 }), "bad_request", /more than 0/],
  ["a size past exact numbers", split({ size: 2 ** 53 }), "bad_request", /whole number/],
  ["a condition of the wrong length", split({ market: { ...marketOf("ctf"), kind: "v3" } }), "bad_request", /62 hex/],
  ["twice the same token", split({ market: { ...marketOf("ctf"), no: YES } }), "bad_request", /two token ids/],
  [
    "nothing to redeem",
    { kind: "redeem", market: marketOf("ctf", [0, 10_000]), held: { yes: 0, no: 0 } },
    "bad_request",
    /nothing to redeem/,
  ],
  [
    "payouts above a dollar",
    { kind: "redeem", market: marketOf("ctf", [10_000, 10_000]), held: { yes: 1, no: 0 } },
    "bad_request",
    /make a dollar/,
  ],
  ["an augmented set", convert({ set: setOf({ augmented: true }) }), "refused", /augmented/],
  ["a set with a fee", convert({ set: setOf({ feeBips: 25 }) }), "refused", /charges 25/],
  ["a set of unknown fee", convert({ set: setOf({ feeBips: undefined }) }), "refused", /not known/],
  [
    "a set of one",
    convert({ set: setOf({ outcomes: setOf().outcomes.slice(0, 1) }) }),
    "refused",
    /nothing to convert/,
  ],
  [
    "a set with a hole",
    convert({ set: setOf({ outcomes: setOf().outcomes.filter(({ index }) => index !== 2) }) }),
    "bad_request",
    /every outcome/,
  ],
  ["an outcome twice", convert({ no: [1, 1] }), "bad_request", /once/],
  ["no outcome", convert({ no: [] }), "bad_request", /name the outcomes/],
  ["a strange outcome", convert({ no: [4] }), "bad_request", /0 to 3, not 4/],
  ["a strange set", convert({ set: setOf({ marketId: "0x12" }) }), "bad_request", /64 hex/],
] as const)("planOperation: error: %s", (_, operation, code, message) => {
  const error = refusal(operation as ChainOperation);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
});

test("planOperation: error: another chain", () => {
  expect(refusal(split(), { chainId: 1 }).message).toBe("the chain is 137 (Polygon) or 80002 (Amoy), was 1");
});
