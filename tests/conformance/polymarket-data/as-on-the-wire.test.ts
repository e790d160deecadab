import { expect, test } from "bun:test";
import { compareFields } from "../compare-fields.ts";
import { asOnTheWire, likeOfficial } from "./as-on-the-wire.ts";

const official = {
  id: "1",
  state: { closed: false },
  trading: { minimumTickSize: 0.01 },
  outcomes: { yes: { label: "Up", tokenId: "11", price: "0.4" }, no: { label: "Down", tokenId: "12", price: "0.6" } },
};
const wire = {
  id: "1",
  closed: false,
  orderPriceMinTickSize: "0.01",
  outcomes: ["Up", "Down"],
  clobTokenIds: ["11", "12"],
  outcomePrices: ["0.4", "0.6"],
  image: "left out by the official client",
};

test("asOnTheWire: default: sections, lists and names as the venue has them", () => {
  const theirs = asOnTheWire(official);
  expect(compareFields(theirs, likeOfficial(theirs, wire))).toEqual([]);
  expect(asOnTheWire([{ wallet: "0x1", timestamp: 5000 }])).toEqual([{ proxyWallet: "0x1", timestamp: 5 }]);
});

test("asOnTheWire: error: every field that differs is found", () => {
  const theirs = asOnTheWire(official) as Record<string, unknown>;
  for (const name of Object.keys(theirs)) {
    const other = { ...wire, [name]: "other" };
    expect(compareFields(theirs, likeOfficial(theirs, other)).map(({ path }) => path)).toEqual([name]);
  }
  expect(compareFields([theirs], likeOfficial([theirs], []))).not.toEqual([]);
});
