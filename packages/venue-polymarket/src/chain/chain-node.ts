import { err, ok, type Result } from "@augury/core";
import { isLoopback } from "@augury/net";
import type { Address } from "@augury/signing";
import {
  BaseError,
  createPublicClient,
  type Hex,
  http,
  type PublicClient,
  RpcRequestError,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
} from "viem";
import { ERC20_ABI, ERC1155_ABI, SAFE_ABI } from "./abis.ts";
import type { Allowance } from "./allowance.ts";
import { ChainError } from "./chain-error.ts";

/** How a node failed to answer. */
export interface NodeFailure {
  /** The node answered, and said no: what was asked for has not happened through this request. */
  readonly isRefusal: boolean;
  readonly message: string;
}

/** Where a transaction stands. */
export type TransactionPlace =
  | { readonly at: "nowhere" | "pending" }
  | { readonly at: "block"; readonly block: bigint; readonly isReverted: boolean; readonly gasUsed: bigint };

/** How long a node may take to answer, in milliseconds. */
export interface NodeTimes {
  readonly callMsMax: number;
  /** To a transaction: what became of it is asked by its hash in any case. */
  readonly sendMsMax: number;
}

const TIMES: NodeTimes = { callMsMax: 15_000, sendMsMax: 15_000 };
/** Errors say a line, and never the node's address, which often holds a key. */
const MESSAGE_LENGTH_MAX = 200;

/** A node of the chain, asked once per question: whoever asks decides whether to ask again. */
export class ChainNode {
  private readonly client: PublicClient;
  private readonly sender: PublicClient;

  private constructor(
    private readonly rpcUrl: string,
    { callMsMax, sendMsMax }: NodeTimes,
  ) {
    const within = (timeout: number) => createPublicClient({ transport: http(rpcUrl, { retryCount: 0, timeout }) });
    this.client = within(callMsMax);
    this.sender = within(sendMsMax);
  }

  /** Fails where the address is none that may be asked: https, or http on this machine. */
  static open(rpcUrl: string, times: Partial<NodeTimes> = {}): Result<ChainNode, ChainError> {
    const url = URL.canParse(rpcUrl) ? new URL(rpcUrl) : undefined;
    const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
    return isSafe
      ? ok(new ChainNode(rpcUrl, { ...TIMES, ...times }))
      : err(new ChainError("bad_request", "a node's address is https, or http on this machine"));
  }

  chainId(): Promise<Result<number, NodeFailure>> {
    return this.ask(() => this.client.getChainId());
  }

  /** How many transactions the address has sent, those included that wait. */
  nonceOf(address: Address): Promise<Result<number, NodeFailure>> {
    return this.ask(() => this.client.getTransactionCount({ address, blockTag: "pending" }));
  }

  estimateGas(call: {
    readonly account: Address;
    readonly to: Address;
    readonly data: Hex;
    readonly value: bigint;
  }): Promise<Result<bigint, NodeFailure>> {
    return this.ask(() => this.client.estimateGas(call));
  }

  fees(): Promise<Result<{ readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint }, NodeFailure>> {
    return this.ask(() => this.client.estimateFeesPerGas());
  }

  send(serialized: Hex): Promise<Result<Hex, NodeFailure>> {
    return this.ask(() => this.sender.sendRawTransaction({ serializedTransaction: serialized }));
  }

  /** Looks a transaction up by its hash. */
  async find(hash: Hex): Promise<Result<TransactionPlace, NodeFailure>> {
    return this.ask(async () => {
      try {
        const { blockNumber, gasUsed, status } = await this.client.getTransactionReceipt({ hash });
        return { at: "block", block: blockNumber, isReverted: status === "reverted", gasUsed } as const;
      } catch (cause) {
        if (!(cause instanceof TransactionReceiptNotFoundError)) throw cause;
      }
      try {
        await this.client.getTransaction({ hash });
        return { at: "pending" } as const;
      } catch (cause) {
        if (!(cause instanceof TransactionNotFoundError)) throw cause;
        return { at: "nowhere" } as const;
      }
    });
  }

  blockNumber(): Promise<Result<bigint, NodeFailure>> {
    return this.ask(() => this.client.getBlockNumber({ cacheTime: 0 }));
  }

  /** Whether a wallet has given an allowance already. */
  isGiven(allowance: Allowance, wallet: Address): Promise<Result<boolean, NodeFailure>> {
    const { spender, token } = allowance;
    return this.ask(async () => {
      if (allowance.kind === "operator")
        return this.client.readContract({
          address: token,
          abi: ERC1155_ABI,
          functionName: "isApprovedForAll",
          args: [wallet, spender],
        });
      const given = await this.client.readContract({
        address: token,
        abi: ERC20_ABI,
        functionName: "allowance",
        args: [wallet, spender],
      });
      return given >= allowance.amount;
    });
  }

  isSafeOwner(safe: Address, owner: Address): Promise<Result<boolean, NodeFailure>> {
    return this.ask(() =>
      this.client.readContract({ address: safe, abi: SAFE_ABI, functionName: "isOwner", args: [owner] }),
    );
  }

  private async ask<T>(question: () => Promise<T>): Promise<Result<T, NodeFailure>> {
    try {
      return ok(await question());
    } catch (cause) {
      return err(this.failureOf(cause));
    }
  }

  private failureOf(cause: unknown): NodeFailure {
    const refusal = cause instanceof BaseError ? cause.walk((one) => one instanceof RpcRequestError) : null;
    const said =
      refusal instanceof RpcRequestError
        ? refusal.details
        : cause instanceof BaseError
          ? cause.shortMessage
          : "the node's answer could not be read";
    const line = said.replaceAll(this.rpcUrl, "the node").replaceAll(/\s+/g, " ").trim();
    return { isRefusal: refusal !== null, message: line.slice(0, MESSAGE_LENGTH_MAX) };
  }
}
