import type { Address } from "@augury/signing";
import { encodeFunctionData } from "viem";
import { ERC20_ABI, ERC1155_ABI } from "./abis.ts";
import { microsText } from "./micros-text.ts";
import type { ChainCall } from "./operation-calls.ts";

/** What a contract must be allowed before an operation. */
export type Allowance =
  /** To take so much collateral, in base units. */
  | { readonly kind: "collateral"; readonly token: Address; readonly spender: Address; readonly amount: bigint }
  /** To move contracts of outcomes: all or nothing, until it is taken back. */
  | { readonly kind: "operator"; readonly token: Address; readonly spender: Address };

export function collateralAllowance(token: Address, spender: Address, amount: bigint): Allowance {
  return { kind: "collateral", token, spender, amount };
}

export function operatorAllowance(token: Address, spender: Address): Allowance {
  return { kind: "operator", token, spender };
}

/** Returns the call that gives the allowance: of collateral no more than the operation takes. */
export function allowanceCall(allowance: Allowance): ChainCall {
  const { spender, token } = allowance;
  return allowance.kind === "collateral"
    ? {
        to: token,
        data: encodeFunctionData({ abi: ERC20_ABI, functionName: "approve", args: [spender, allowance.amount] }),
        value: 0n,
        description: `allow ${spender} to take ${microsText(allowance.amount)} pUSD`,
      }
    : {
        to: token,
        data: encodeFunctionData({ abi: ERC1155_ABI, functionName: "setApprovalForAll", args: [spender, true] }),
        value: 0n,
        description: `allow ${spender} to move the wallet's contracts of outcomes, until taken back`,
      };
}
