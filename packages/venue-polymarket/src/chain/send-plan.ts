/**
 * Sends a plan's transactions, one after the other.
 *
 * 1. The node must be on the plan's chain, and the key the plan's owner; a Safe must know it.
 * 2. Each step is estimated: a transaction that would fail is not sent. What it may cost is bounded.
 * 3. It is signed here, so that its hash is known, and the hash is handed to the caller before the first byte leaves.
 * 4. It is sent once. Whatever the node answers, or does not, what became of it is asked by its hash until it is known or time is up; then
 *    it is unknown, and nothing more is sent.
 * 5. The next step begins when this one stands deep enough in the chain.
 */
import { err, ok, type Result } from "@augury/core";
import type { Wallet } from "@augury/signing";
import type { Hex } from "viem";
import { awaitTransaction, type WaitOptions } from "./await-transaction.ts";
import { ChainError } from "./chain-error.ts";
import { ChainNode, type NodeFailure, type NodeTimes } from "./chain-node.ts";
import type { OperationPlan } from "./plan-operation.ts";
import { type SignedTransaction, signTransaction } from "./sign-transaction.ts";
import type { PlanStep } from "./wallet-steps.ts";

/** A transaction before its first byte leaves: note it where it survives a crash. */
export interface SendNote {
  readonly hash: Hex;
  readonly nonce: number;
  readonly step: PlanStep;
  /** The most that it may cost, in the chain's own coin's 1e-18. */
  readonly costMax: bigint;
}

/** What became of one step. */
export interface StepOutcome {
  readonly step: PlanStep;
  /**
   * "confirmed": done. "reverted": in the chain, without effect but its gas. "rejected": the node refused it and knows it not.
   * "unknown": never send it again before its hash has been found or its nonce has been used by another. "not_sent": the reason says why.
   */
  readonly status: "confirmed" | "reverted" | "rejected" | "unknown" | "not_sent";
  readonly hash?: Hex;
  readonly nonce?: number;
  readonly block?: bigint;
  readonly gasUsed?: bigint;
  readonly reason?: string;
}

/** What became of the steps, as far as they were tried. The plan is done when `isDone`. */
export interface SendReport {
  readonly outcomes: readonly StepOutcome[];
  readonly isDone: boolean;
}

export interface SendOptions extends Partial<WaitOptions> {
  readonly rpcUrl: string;
  /** The owner's key. */
  readonly wallet: Wallet;
  /** Awaited before the first byte of each transaction leaves; if it throws nothing is sent. */
  readonly noteSigned: (note: SendNote) => void | Promise<void>;
  readonly times?: Partial<NodeTimes>;
  /** Most that a unit of gas may cost, in 1e-18 of the chain's coin. */
  readonly gasPriceMax?: bigint;
}

const GAS_PRICE_MAX = 2_000_000_000_000n;
/** Of the node's estimate: state may change before the transaction stands. */
const GAS_MARGIN_PERCENT = 125n;

/** Sends a plan. Fails where nothing has been sent; everything after the first byte is told by the report. */
export async function sendPlan(plan: OperationPlan, options: SendOptions): Promise<Result<SendReport, ChainError>> {
  const opened = await openFor(plan, options);
  if (!opened.ok) return opened;
  const outcomes: StepOutcome[] = [];
  for (const step of plan.steps) {
    const outcome = await sendStep(step, plan, opened.value, options);
    if (!outcome.ok && outcomes.length === 0) return outcome;
    outcomes.push(outcome.ok ? outcome.value : { step, status: "not_sent", reason: outcome.error.message });
    if (outcomes.at(-1)?.status !== "confirmed") break;
  }
  return ok({ outcomes, isDone: outcomes.filter(({ status }) => status === "confirmed").length === plan.steps.length });
}

async function openFor(plan: OperationPlan, options: SendOptions): Promise<Result<ChainNode, ChainError>> {
  if (plan.unsendable !== undefined) return err(new ChainError("refused", plan.unsendable));
  if (plan.wallet.owner !== options.wallet.address)
    return mismatch(`the plan is ${plan.wallet.owner}'s, and the key belongs to ${options.wallet.address}`);
  const node = ChainNode.open(options.rpcUrl, options.times);
  if (!node.ok) return node;
  const chainId = await node.value.chainId();
  if (!chainId.ok) return unanswered("which chain it is on", chainId.error);
  if (chainId.value !== plan.chainId)
    return mismatch(`the node is on chain ${chainId.value}, and the plan is for ${plan.chainId}`);
  if (plan.wallet.kind === "safe") {
    const isOwner = await node.value.isSafeOwner(plan.wallet.address, plan.wallet.owner);
    if (!isOwner.ok) return unanswered("who owns the Safe", isOwner.error);
    if (!isOwner.value) return mismatch(`${plan.wallet.owner} is no owner of the Safe ${plan.wallet.address}`);
  }
  return node;
}

async function sendStep(
  step: PlanStep,
  plan: OperationPlan,
  node: ChainNode,
  options: SendOptions,
): Promise<Result<StepOutcome, ChainError>> {
  const terms = await termsOf(step, plan, node, options.gasPriceMax ?? GAS_PRICE_MAX);
  if (!terms.ok) return terms;
  const { gas, maxFeePerGas, nonce } = terms.value;
  const signed = signTransaction(step, terms.value, options.wallet);
  await options.noteSigned({ hash: signed.hash, nonce, step, costMax: gas * maxFeePerGas });
  return ok(await sendOnce({ step, nonce, signed }, node, options));
}

async function termsOf(step: PlanStep, plan: OperationPlan, node: ChainNode, gasPriceMax: bigint) {
  const account = plan.wallet.owner;
  const { data, to, value } = step;
  const gas = await node.estimateGas({ account, to, data, value });
  if (!gas.ok)
    return gas.error.isRefusal
      ? err(new ChainError("would_revert", `${step.description}: it would fail: ${gas.error.message}`))
      : unanswered("what gas it takes", gas.error);
  const fees = await node.fees();
  if (!fees.ok) return unanswered("what gas costs", fees.error);
  if (fees.value.maxFeePerGas > gasPriceMax)
    return err(
      new ChainError("refused", `a unit of gas may cost ${gasPriceMax}, and costs ${fees.value.maxFeePerGas}`),
    );
  const nonce = await node.nonceOf(account);
  if (!nonce.ok) return unanswered("the key's count of transactions", nonce.error);
  return ok({
    chainId: plan.chainId,
    nonce: nonce.value,
    gas: (gas.value * GAS_MARGIN_PERCENT) / 100n,
    maxFeePerGas: fees.value.maxFeePerGas,
    maxPriorityFeePerGas: fees.value.maxPriorityFeePerGas,
  });
}

interface Sending {
  readonly step: PlanStep;
  readonly nonce: number;
  readonly signed: SignedTransaction;
}

async function sendOnce({ nonce, signed, step }: Sending, node: ChainNode, options: SendOptions): Promise<StepOutcome> {
  const { hash, serialized } = signed;
  const sent = await node.send(serialized);
  const refusal = !sent.ok && sent.error.isRefusal ? sent.error.message : undefined;
  const end = await awaitTransaction(hash, node, { ...options, refusal });
  const known = { step, hash, nonce };
  switch (end.at) {
    case "block":
      return { ...known, status: end.isReverted ? "reverted" : "confirmed", block: end.block, gasUsed: end.gasUsed };
    case "nowhere":
      return { ...known, status: "rejected", reason: refusal ?? "" };
    default:
      return { ...known, status: "unknown", reason: end.reason };
  }
}

function mismatch(message: string): Result<never, ChainError> {
  return err(new ChainError("mismatch", message));
}

function unanswered(question: string, { message }: NodeFailure): Result<never, ChainError> {
  return err(new ChainError("rpc", `the node did not say ${question}: ${message}`));
}
