import { err, ok, type Result } from "@augury/core";
import { CHAIN_IDS, type ChainId } from "@augury/signing";
import { type Allowance, allowanceCall } from "./allowance.ts";
import { ChainError } from "./chain-error.ts";
import type { ChainEffect, ChainOperation } from "./chain-operation.ts";
import { type ChainWallet, resolveWallet, type WalletRequest } from "./chain-wallet.ts";
import { checkOperation } from "./check-operation.ts";
import { type ChainCall, operationCalls } from "./operation-calls.ts";
import type { ChainTypedData } from "./typed-data.ts";
import { type PlanStep, type SignatureTerms, walletSteps } from "./wallet-steps.ts";

export interface PlanRequest extends SignatureTerms {
  readonly chainId: number;
  readonly wallet: WalletRequest;
  readonly operation: ChainOperation;
  /** Leaves out the calls that allow: for a wallet of which it is known that it has allowed all of it. */
  readonly isAllowed?: boolean;
}

/** What would be sent, and what it would change. Nothing has been asked of any node: what it costs in gas is not known. */
export interface OperationPlan {
  readonly chainId: ChainId;
  readonly wallet: ChainWallet;
  readonly operation: ChainOperation;
  /** What the wallet itself does, in order: first what must be allowed, then the operation. */
  readonly calls: readonly ChainCall[];
  /** What must be allowed, whether the calls for it are among `calls` or not. */
  readonly allowances: readonly Allowance[];
  /** The transactions that the owner's key sends. None for a deposit wallet, which takes its calls from the venue's relayer alone. */
  readonly steps: readonly PlanStep[];
  /** What the owner signs where somebody else sends: a Safe's or a deposit wallet's, if its nonce was given. */
  readonly toSign?: ChainTypedData;
  /** What enters and leaves the ledger once it is confirmed. */
  readonly effect: ChainEffect;
  readonly gas: "unknown";
  /** Why `sendPlan` does not send it. */
  readonly unsendable?: string;
}

const NO_RELAYER =
  "a deposit wallet takes its calls from the venue's relayer alone, which asks for a relayer key: sign the batch and hand it in there";

/**
 * Plans an operation on chain: the calls with their exact data, what must be allowed before them, the transactions of the wallet's kind,
 * and what the ledger will book. Sends nothing and asks nobody. Fails, with a reason, for what cannot be done.
 *
 * @example
 * const plan = planOperation({ chainId: 137, wallet: { kind: "safe", owner }, operation: { kind: "split", market, size: 10_000_000 } });
 * if (plan.ok) for (const { to, data } of plan.value.steps) console.log(to, data);
 */
export function planOperation(request: PlanRequest): Result<OperationPlan, ChainError> {
  const { isAllowed = false, operation } = request;
  const chainId = CHAIN_IDS.find((id) => id === request.chainId);
  if (chainId === undefined)
    return err(new ChainError("bad_request", `the chain is 137 (Polygon) or 80002 (Amoy), was ${request.chainId}`));
  const wallet = resolveWallet(request.wallet, chainId);
  if (!wallet.ok) return wallet;
  const checked = checkOperation(operation);
  if (!checked.ok) return checked;
  const made = operationCalls(operation, chainId);
  if (!made.ok) return made;
  const { allowances, effect } = made.value;
  const calls = [...(isAllowed ? [] : allowances.map(allowanceCall)), ...made.value.calls];
  return ok({
    chainId,
    wallet: wallet.value,
    operation,
    calls,
    allowances,
    ...walletSteps(calls, wallet.value, chainId, request),
    effect,
    gas: "unknown",
    ...(wallet.value.kind === "depositWallet" && { unsendable: NO_RELAYER }),
  });
}
