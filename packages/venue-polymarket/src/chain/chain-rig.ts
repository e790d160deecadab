import { type Address, deriveWallets, parseAddress } from "@augury/signing";
import { decodeFunctionData, type Hex } from "viem";
import { ADAPTER_ABI, ERC20_ABI, ERC1155_ABI, ROUTER_ABI } from "./abis.ts";
import type { ChainError } from "./chain-error.ts";
import type { ChainMarket, ChainMarketKind, ChainOperation, ChainSet } from "./chain-operation.ts";
import { type OperationPlan, type PlanRequest, planOperation } from "./plan-operation.ts";

/** The public test key whose wallets the official clients name in their tests. */
export const OWNER = parseAddress("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266") as Address;
export const OWNER_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
export const SAFE = deriveWallets("safe", OWNER, 137)[0] as Address;
export const PROXY = deriveWallets("proxy", OWNER, 137)[0] as Address;
export const DEPOSIT_WALLET = deriveWallets("depositWallet", OWNER, 137)[0] as Address;

export const YES = "14965588658799411272385430903075831224615961675357217884735713260981483529984";
export const NO = "77";

export function marketOf(kind: ChainMarketKind, payouts?: readonly [number, number]): ChainMarket {
  const conditionId = kind === "v3" ? `0x01${"ab".repeat(30)}` : `0x${"ab".repeat(32)}`;
  return { kind, conditionId, yes: YES, no: NO, ...(payouts && { payouts }) };
}

/** Four outcomes; `changes` replace what a test is about. */
export function setOf(changes: Partial<ChainSet> = {}): ChainSet {
  const outcomes = [0, 1, 2, 3].map((index) => ({ index, yes: `10${index}`, no: `20${index}` }));
  return { marketId: `0x${"cd".repeat(31)}00`, augmented: false, feeBips: 0, outcomes, ...changes };
}

/** Plans for the owner's plain key on Polygon, unless told otherwise. */
export function planned(operation: ChainOperation, changes: Partial<PlanRequest> = {}): OperationPlan {
  const plan = tried(operation, changes);
  if (!("calls" in plan)) throw plan;
  return plan;
}

export function refusal(operation: ChainOperation, changes: Partial<PlanRequest> = {}): ChainError {
  const plan = tried(operation, changes);
  if ("calls" in plan) throw new Error("the plan should have been refused");
  return plan;
}

function tried(operation: ChainOperation, changes: Partial<PlanRequest>): OperationPlan | ChainError {
  const plan = planOperation({ chainId: 137, wallet: { kind: "eoa", owner: OWNER }, operation, ...changes });
  return plan.ok ? plan.value : plan.error;
}

/** Reads a call back: its function and arguments, whichever contract it is for. */
export function readCall(data: Hex): { readonly functionName: string; readonly args: readonly unknown[] } {
  const abi = [...ADAPTER_ABI, ...ROUTER_ABI, ...ERC20_ABI, ...ERC1155_ABI];
  const { args = [], functionName } = decodeFunctionData({ abi, data });
  return { functionName, args };
}
