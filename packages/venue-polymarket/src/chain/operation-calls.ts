import { err, notional, ok, priceTicks, type Result, sizeMicros } from "@augury/core";
import type { Address, ChainId } from "@augury/signing";
import { encodeFunctionData, type Hex, zeroHash } from "viem";
import { ADAPTER_ABI, ROUTER_ABI } from "./abis.ts";
import { type Allowance, collateralAllowance, operatorAllowance } from "./allowance.ts";
import { ChainError } from "./chain-error.ts";
import type { ChainEffect, ChainMarket, ChainMarketKind, ChainOperation, TokenAmount } from "./chain-operation.ts";
import { CHAIN_CONTRACTS, CHAIN_NAMES } from "./contracts.ts";
import { microsText } from "./micros-text.ts";

/** One call that the wallet with the contracts makes. */
export interface ChainCall {
  readonly to: Address;
  readonly data: Hex;
  /** Of the chain's own coin: nothing here pays any. */
  readonly value: bigint;
  readonly description: string;
}

/** An operation in calls, what must be allowed before them, and what it changes. */
export interface OperationCalls {
  readonly calls: readonly ChainCall[];
  readonly allowances: readonly Allowance[];
  readonly effect: ChainEffect;
}

/** YES alone, NO alone. */
const OUTCOMES = [1n, 2n] as const;

type PairOperation = Extract<ChainOperation, { kind: "split" | "merge" }>;
type RedeemOperation = Extract<ChainOperation, { kind: "redeem" }>;
type ConvertOperation = Extract<ChainOperation, { kind: "convert" }>;

/** Returns the calls of a checked operation; fails where the chain's contract is not known (polymarket.md sections 1 and 15). */
export function operationCalls(operation: ChainOperation, chainId: ChainId): Result<OperationCalls, ChainError> {
  const kind = operation.kind === "convert" ? "negRisk" : operation.market.kind;
  const places = placesOf(kind, chainId);
  if (!places.ok) return places;
  if (operation.kind === "convert") return ok(convertCalls(operation, places.value));
  if (operation.kind === "redeem") return ok(redeemCalls(operation, places.value));
  return ok(pairCalls(operation, places.value));
}

/** Where an operation goes, what holds the outcomes there, and what the collateral is. */
interface Places {
  readonly door: Address;
  readonly holder: Address;
  readonly pUsd: Address;
}

function placesOf(kind: ChainMarketKind, chainId: ChainId): Result<Places, ChainError> {
  const { collateralAdapter, conditionalTokens, negRiskCollateralAdapter, positionManager, pUsd, router } =
    CHAIN_CONTRACTS[chainId];
  const door = { ctf: collateralAdapter, negRisk: negRiskCollateralAdapter, v3: router }[kind];
  const holder = kind === "v3" ? positionManager : conditionalTokens;
  if (door !== undefined && holder !== undefined) return ok({ door, holder, pUsd });
  const name = kind === "v3" ? "the router" : "the collateral adapter";
  return err(new ChainError("unknown_contract", `${name} of ${CHAIN_NAMES[chainId]} is not known`));
}

function pairCalls({ kind, market, size }: PairOperation, { door, holder, pUsd }: Places): OperationCalls {
  const amount = BigInt(size);
  const pair: readonly TokenAmount[] = [
    { tokenId: market.yes, size },
    { tokenId: market.no, size },
  ];
  const data =
    market.kind === "v3"
      ? encodeFunctionData({ abi: ROUTER_ABI, functionName: kind, args: [market.conditionId as Hex, amount] })
      : encodeFunctionData({
          abi: ADAPTER_ABI,
          functionName: kind === "split" ? "splitPosition" : "mergePositions",
          args: [pUsd, zeroHash, market.conditionId as Hex, OUTCOMES, amount],
        });
  return kind === "split"
    ? {
        calls: [call(door, data, `split ${microsText(size)} pUSD into as many YES and NO`)],
        allowances: [collateralAllowance(pUsd, door, amount)],
        effect: { gives: [], gets: pair, cashOut: size, cashIn: 0 },
      }
    : {
        calls: [call(door, data, `merge ${microsText(size)} YES and NO into as many pUSD`)],
        allowances: [operatorAllowance(holder, door)],
        effect: { gives: pair, gets: [], cashOut: 0, cashIn: size },
      };
}

function redeemCalls({ market, held }: RedeemOperation, { door, holder, pUsd }: Places): OperationCalls {
  const all = heldOf(market, held);
  // The router redeems one outcome a call, and what pays nothing stays where it is: it is worth nothing there or here.
  const gone = market.kind === "v3" ? all.filter(({ payout }) => payout > 0) : all;
  const calls =
    market.kind === "v3"
      ? gone.map(({ outcomeIndex, size, name }) =>
          call(
            door,
            encodeFunctionData({
              abi: ROUTER_ABI,
              functionName: "redeem",
              args: [market.conditionId as Hex, BigInt(outcomeIndex), BigInt(size)],
            }),
            `redeem ${microsText(size)} ${name}`,
          ),
        )
      : [
          call(
            door,
            encodeFunctionData({
              abi: ADAPTER_ABI,
              functionName: "redeemPositions",
              args: [pUsd, zeroHash, market.conditionId as Hex, OUTCOMES],
            }),
            `redeem all that the wallet holds of this market: ${all.map(({ size, name }) => `${microsText(size)} ${name}`).join(" and ")}`,
          ),
        ];
  return {
    calls,
    allowances: [operatorAllowance(holder, door)],
    effect: {
      gives: gone.map(({ tokenId, size }) => ({ tokenId, size })),
      gets: [],
      cashOut: 0,
      cashIn: gone.reduce((sum, { payout, size }) => sum + notional(priceTicks(payout), sizeMicros(size)), 0),
    },
  };
}

function heldOf({ yes, no, payouts = [0, 0] }: ChainMarket, held: RedeemOperation["held"]) {
  return [
    { name: "YES", outcomeIndex: 0, tokenId: yes, size: held.yes, payout: payouts[0] },
    { name: "NO", outcomeIndex: 1, tokenId: no, size: held.no, payout: payouts[1] },
  ].filter(({ size }) => size > 0);
}

function convertCalls({ set, no, size }: ConvertOperation, { door, holder }: Places): OperationCalls {
  const indexSet = no.reduce((bits, index) => bits | (1n << BigInt(index)), 0n);
  const data = encodeFunctionData({
    abi: ADAPTER_ABI,
    functionName: "convertPositions",
    args: [set.marketId as Hex, indexSet, BigInt(size)],
  });
  const isGiven = ({ index }: { readonly index: number }) => no.includes(index);
  const cashIn = (no.length - 1) * size;
  const outcomes = no.toSorted((a, b) => a - b).join(", ");
  return {
    calls: [
      call(
        door,
        data,
        `convert ${microsText(size)} NO of outcomes ${outcomes} into YES of the others and ${microsText(cashIn)} pUSD`,
      ),
    ],
    allowances: [operatorAllowance(holder, door)],
    effect: {
      gives: set.outcomes.filter(isGiven).map((outcome) => ({ tokenId: outcome.no, size })),
      gets: set.outcomes.filter((one) => !isGiven(one)).map((outcome) => ({ tokenId: outcome.yes, size })),
      cashOut: 0,
      cashIn,
    },
  };
}

function call(to: Address, data: Hex, description: string): ChainCall {
  return { to, data, value: 0n, description };
}
