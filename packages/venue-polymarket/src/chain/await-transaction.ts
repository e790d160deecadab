import type { Hex } from "viem";
import type { ChainNode, TransactionPlace } from "./chain-node.ts";

export interface WaitOptions {
  /** Blocks that must stand on it, its own among them: until then a reorganization may undo it. */
  readonly confirmations: number;
  /** How long it is waited for. */
  readonly waitMsMax: number;
  readonly pollMs: number;
}

/** Where a transaction was when the waiting ended: deep in the chain, refused and nowhere, or not known. */
export type TransactionEnd =
  | Extract<TransactionPlace, { readonly at: "block" }>
  | { readonly at: "nowhere" }
  | { readonly at: "unknown"; readonly reason: string };

const DEFAULTS: WaitOptions = { confirmations: 12, waitMsMax: 300_000, pollMs: 2_000 };
/** A node that refused a transaction is asked for it so often before the refusal counts: it may have had it from another. */
const LOOKUPS_AFTER_REFUSAL = 3;
/** Refusals that say that the node has it, or has had it: only the hash tells. */
const MAY_BE_OURS = /already known|already exists|already imported|nonce too low|replacement/i;

/** Asks for a transaction by its hash until it is known what became of it, or the time is up. Sends nothing. */
export async function awaitTransaction(
  hash: Hex,
  node: ChainNode,
  options: Partial<WaitOptions> & { readonly refusal?: string | undefined },
): Promise<TransactionEnd> {
  const { confirmations, pollMs, waitMsMax } = { ...DEFAULTS, ...defined(options) };
  const { refusal } = options;
  const endMs = performance.now() + waitMsMax;
  let absences = 0;
  for (;;) {
    const found = await node.find(hash);
    if (found.ok && found.value.at === "block" && (await isDeep(found.value.block, confirmations, node)))
      return found.value;
    absences = found.ok && found.value.at === "nowhere" ? absences + 1 : 0;
    if (refusal !== undefined && !MAY_BE_OURS.test(refusal) && absences >= LOOKUPS_AFTER_REFUSAL)
      return { at: "nowhere" };
    if (performance.now() >= endMs) return { at: "unknown", reason: reasonOf(found, refusal) };
    await Bun.sleep(pollMs);
  }
}

async function isDeep(block: bigint, confirmations: number, node: ChainNode): Promise<boolean> {
  if (confirmations <= 1) return true;
  const latest = await node.blockNumber();
  return latest.ok && latest.value - block + 1n >= BigInt(confirmations);
}

function reasonOf(found: Awaited<ReturnType<ChainNode["find"]>>, refusal: string | undefined): string {
  if (!found.ok) return `the node does not answer: ${found.error.message}`;
  if (found.value.at === "block") return "it stands in the chain, not deep enough yet";
  if (found.value.at === "pending") return "it waits to be taken into a block";
  return refusal === undefined ? "the node does not know it" : `the node does not know it, and said: ${refusal}`;
}

function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
