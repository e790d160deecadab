import type { ChainId, Wallet } from "@augury/signing";
import { bytesToHex, type Hex, hexToBytes, keccak256, serializeTransaction } from "viem";
import type { PlanStep } from "./wallet-steps.ts";

export interface TransactionTerms {
  readonly chainId: ChainId;
  readonly nonce: number;
  readonly gas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** A transaction ready to be sent, and the hash by which every node knows it. */
export interface SignedTransaction {
  readonly hash: Hex;
  readonly serialized: Hex;
}

/** Signs a step (EIP-1559) with the wallet that keeps its key to itself. */
export function signTransaction(step: PlanStep, terms: TransactionTerms, wallet: Wallet): SignedTransaction {
  const { data, to, value } = step;
  const transaction = { type: "eip1559", to, data, value, ...terms } as const;
  const signature = wallet.signDigest(hexToBytes(keccak256(serializeTransaction(transaction))));
  const serialized = serializeTransaction(transaction, {
    r: bytesToHex(signature.subarray(0, 32)),
    s: bytesToHex(signature.subarray(32, 64)),
    yParity: (signature[64] as number) - 27,
  });
  return { serialized, hash: keccak256(serialized) };
}
