import type { Address, ChainId } from "@augury/signing";
import { type Hex, hashTypedData, zeroAddress } from "viem";
import type { ChainCall } from "./operation-calls.ts";

const SAFE_TX = [
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "data", type: "bytes" },
  { name: "operation", type: "uint8" },
  { name: "safeTxGas", type: "uint256" },
  { name: "baseGas", type: "uint256" },
  { name: "gasPrice", type: "uint256" },
  { name: "gasToken", type: "address" },
  { name: "refundReceiver", type: "address" },
  { name: "nonce", type: "uint256" },
] as const;
const BATCH = [
  { name: "wallet", type: "address" },
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
  { name: "calls", type: "Call[]" },
] as const;
const CALL = [
  { name: "target", type: "address" },
  { name: "value", type: "uint256" },
  { name: "data", type: "bytes" },
] as const;

type Fields = Readonly<Record<string, unknown>>;

/** An EIP-712 structure that the owner signs, and its digest. */
export interface ChainTypedData {
  readonly primaryType: "SafeTx" | "Batch";
  readonly domain: Fields;
  readonly types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;
  readonly message: Fields;
  readonly digest: Hex;
}

/** Returns what an owner signs for a Safe's transaction: no gas is given back to whoever brings it. */
export function safeTransaction(
  inner: { readonly to: Address; readonly data: Hex; readonly operation: number; readonly nonce: bigint },
  safe: Address,
  chainId: ChainId,
): ChainTypedData {
  const message = {
    ...inner,
    value: 0n,
    safeTxGas: 0n,
    baseGas: 0n,
    gasPrice: 0n,
    gasToken: zeroAddress,
    refundReceiver: zeroAddress,
  };
  const typed = { domain: { chainId, verifyingContract: safe }, types: { SafeTx: SAFE_TX }, message } as const;
  return { primaryType: "SafeTx", ...typed, digest: hashTypedData({ primaryType: "SafeTx", ...typed }) };
}

/** Returns what the owner of a deposit wallet signs for the relayer. */
export function depositWalletBatch(
  calls: readonly ChainCall[],
  terms: { readonly wallet: Address; readonly chainId: ChainId; readonly nonce: bigint; readonly deadline: bigint },
): ChainTypedData {
  const { chainId, deadline, nonce, wallet } = terms;
  const typed = {
    domain: { name: "DepositWallet", version: "1", chainId, verifyingContract: wallet },
    types: { Batch: BATCH, Call: CALL },
    message: { wallet, nonce, deadline, calls: calls.map(({ data, to, value }) => ({ target: to, value, data })) },
  } as const;
  return { primaryType: "Batch", ...typed, digest: hashTypedData({ primaryType: "Batch", ...typed }) };
}
