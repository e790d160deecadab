import { err, ok, type Result } from "@augury/core";
import type { ChainId } from "@augury/signing";
import type { Hex } from "viem";
import { ChainError } from "./chain-error.ts";
import { ChainNode, type NodeTimes, type TransactionPlace } from "./chain-node.ts";
import type { OperationPlan } from "./plan-operation.ts";

/** A node to be asked. */
export interface NodeAddress {
  readonly rpcUrl: string;
  readonly times?: Partial<NodeTimes>;
}

/** Returns whether the wallet has given all that a plan must be allowed. Fails where the node is on another chain or does not answer. */
export async function areAllowancesGiven(
  { allowances, chainId, wallet }: OperationPlan,
  address: NodeAddress,
): Promise<Result<boolean, ChainError>> {
  const node = await openOn(chainId, address);
  if (!node.ok) return node;
  for (const allowance of allowances) {
    const given = await node.value.isGiven(allowance, wallet.address);
    if (!given.ok) return unanswered(given.error.message);
    if (!given.value) return ok(false);
  }
  return ok(true);
}

/** Looks a transaction up by its hash: how an unknown outcome becomes known. A node of another chain would not know it, and is refused. */
export async function findTransaction(
  { chainId, hash }: { readonly chainId: ChainId; readonly hash: Hex },
  address: NodeAddress,
): Promise<Result<TransactionPlace, ChainError>> {
  const node = await openOn(chainId, address);
  if (!node.ok) return node;
  const found = await node.value.find(hash);
  return found.ok ? found : unanswered(found.error.message);
}

async function openOn(chainId: ChainId, { rpcUrl, times }: NodeAddress): Promise<Result<ChainNode, ChainError>> {
  const node = ChainNode.open(rpcUrl, times);
  if (!node.ok) return node;
  const on = await node.value.chainId();
  if (!on.ok) return unanswered(on.error.message);
  return on.value === chainId
    ? node
    : err(new ChainError("mismatch", `the node is on chain ${on.value}, and asked for is ${chainId}`));
}

function unanswered(message: string): Result<never, ChainError> {
  return err(new ChainError("rpc", `the node did not answer: ${message}`));
}
