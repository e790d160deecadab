import type { Address, ChainId } from "@augury/signing";
import { concat, encodeFunctionData, encodePacked, type Hex, pad, size, zeroAddress } from "viem";
import { MULTI_SEND_ABI, PROXY_FACTORY_ABI, SAFE_ABI } from "./abis.ts";
import type { ChainWallet } from "./chain-wallet.ts";
import { CHAIN_CONTRACTS } from "./contracts.ts";
import type { ChainCall } from "./operation-calls.ts";
import { type ChainTypedData, depositWalletBatch, safeTransaction } from "./typed-data.ts";

/** A transaction that the owner's key sends, after the one before it has succeeded. */
export type PlanStep = ChainCall;

/** What a wallet that is asked by signature needs beyond the calls. */
export interface SignatureTerms {
  /** The wallet's own count of what it has done: a Safe's `nonce()`, a deposit wallet's at the relayer. */
  readonly nonce?: bigint | undefined;
  /** Unix seconds after which a deposit wallet refuses. */
  readonly deadline?: bigint | undefined;
}

/** How a wallet does its calls. */
export interface WalletSteps {
  readonly steps: readonly PlanStep[];
  /** What the owner signs where somebody else brings the transaction: a Safe or a deposit wallet, its nonce given. */
  readonly toSign?: ChainTypedData;
}

const PLAIN_CALL = 1;
const SAFE_CALL = 0;
const SAFE_DELEGATE_CALL = 1;
/** A Safe takes its sender for an owner that has signed: the address, no signature, and the mark 1. */
const SENDER_IS_OWNER = "0x01";

/**
 * Returns the transactions by which a wallet makes its calls. A plain key sends each by itself; a proxy's key asks the factory, which runs
 * all of them or none; a Safe's owner asks the Safe, several calls through one delegate call. A deposit wallet takes its calls from the
 * venue's relayer alone, which is asked with a signature and has the wallet's nonce.
 */
export function walletSteps(
  calls: readonly ChainCall[],
  wallet: ChainWallet,
  chainId: ChainId,
  { deadline, nonce }: SignatureTerms,
): WalletSteps {
  switch (wallet.kind) {
    case "eoa":
      return { steps: calls };
    case "proxy":
      return { steps: [proxyStep(calls, CHAIN_CONTRACTS[chainId].proxyFactory as Address)] };
    case "safe": {
      const inner = safeCall(calls, CHAIN_CONTRACTS[chainId].safeMultiSend);
      return {
        steps: [safeStep(inner, wallet, calls)],
        ...(nonce !== undefined && { toSign: safeTransaction({ ...inner, nonce }, wallet.address, chainId) }),
      };
    }
    case "depositWallet":
      return {
        steps: [],
        ...(nonce !== undefined &&
          deadline !== undefined && {
            toSign: depositWalletBatch(calls, { wallet: wallet.address, chainId, nonce, deadline }),
          }),
      };
  }
}

function proxyStep(calls: readonly ChainCall[], factory: Address): PlanStep {
  const inner = calls.map(({ data, to, value }) => ({ typeCode: PLAIN_CALL, to, value, data }));
  return {
    to: factory,
    data: encodeFunctionData({ abi: PROXY_FACTORY_ABI, functionName: "proxy", args: [inner] }),
    value: 0n,
    description: `through the proxy: ${said(calls)}`,
  };
}

/** What a Safe is asked to do. */
interface SafeCall {
  readonly to: Address;
  readonly data: Hex;
  readonly operation: number;
}

function safeCall(calls: readonly ChainCall[], multiSend: Address): SafeCall {
  const [only, ...more] = calls;
  if (only && more.length === 0) return { to: only.to, data: only.data, operation: SAFE_CALL };
  const packed = calls.map(({ data, to, value }) =>
    encodePacked(["uint8", "address", "uint256", "uint256", "bytes"], [SAFE_CALL, to, value, BigInt(size(data)), data]),
  );
  const data = encodeFunctionData({ abi: MULTI_SEND_ABI, functionName: "multiSend", args: [concat(packed)] });
  return { to: multiSend, data, operation: SAFE_DELEGATE_CALL };
}

function safeStep({ data, operation, to }: SafeCall, wallet: ChainWallet, calls: readonly ChainCall[]): PlanStep {
  const signature = concat([pad(wallet.owner.toLowerCase() as Hex), pad("0x"), SENDER_IS_OWNER]);
  return {
    to: wallet.address,
    data: encodeFunctionData({
      abi: SAFE_ABI,
      functionName: "execTransaction",
      args: [to, 0n, data, operation, 0n, 0n, 0n, zeroAddress, zeroAddress, signature],
    }),
    value: 0n,
    description: `through the Safe: ${said(calls)}`,
  };
}

function said(calls: readonly ChainCall[]): string {
  return calls.map(({ description }) => description).join("; ");
}
