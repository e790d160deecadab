import type { Wallet } from "@augury/signing";
import {
  findTransaction,
  type OperationPlan,
  type SendReport,
  type StepOutcome,
  sendPlan,
  type WaitOptions,
} from "@augury/venue-polymarket/chain";
import type { CommandIo } from "../api/command-io.ts";
import { EXIT } from "../command.ts";
import { chainJson } from "./print-plan.ts";
import type { SentEntry, SentLog } from "./sent-log.ts";

export interface CliSending {
  readonly rpcUrl: string;
  readonly key: Wallet;
  readonly log: SentLog;
  readonly json: boolean;
  /** How long and how deep; the library's own where left out. */
  readonly wait: Partial<WaitOptions>;
}

/** Sends a plan, unless something sent before is not settled: doing it twice costs money, looking first costs a moment. */
export async function sendFromCli(plan: OperationPlan, sending: CliSending, io: CommandIo): Promise<number> {
  const { json, key, log, rpcUrl, wait } = sending;
  const earlier = log.unsettled();
  if (!earlier.ok) {
    io.complain(`augury chain: not sent: ${earlier.error}`);
    return EXIT.failed;
  }
  const open = await settleEarlier(earlier.value, plan, sending);
  if (open.length > 0) {
    for (const { description, hash, nonce } of open)
      io.complain(
        `augury chain: not sent: an earlier transaction is not settled: ${hash} (nonce ${nonce}, ${description}); look with: augury chain status ${hash}; if no node knows it: augury chain forget ${hash}`,
      );
    return EXIT.failed;
  }
  const sent = await sendPlan(plan, {
    ...wait,
    rpcUrl,
    wallet: key,
    noteSigned: async ({ hash, nonce, step }) => {
      const entry = { atMs: Date.now(), chainId: plan.chainId, owner: plan.wallet.owner, hash, nonce };
      log.noteSent({ ...entry, description: step.description });
      if (!json) await io.write(`sending ${hash} (nonce ${nonce})\n`);
    },
  });
  if (!sent.ok) {
    io.complain(`augury chain: not sent: ${sent.error.message}`);
    return EXIT.failed;
  }
  for (const { hash, status } of sent.value.outcomes)
    if (hash !== undefined && status !== "unknown" && status !== "not_sent") log.noteSettled(hash, status, Date.now());
  await io.write(json ? chainJson({ plan, ...sent.value }) : formatReport(sent.value));
  return sent.value.isDone ? EXIT.ok : EXIT.failed;
}

/** Looks up what the owner's log says is open, notes what is settled now, and returns the rest. */
async function settleEarlier(
  entries: readonly SentEntry[],
  { chainId, wallet }: OperationPlan,
  { log, rpcUrl }: CliSending,
): Promise<SentEntry[]> {
  const open: SentEntry[] = [];
  for (const entry of entries.filter((one) => one.owner === wallet.owner && one.chainId === chainId)) {
    const hash = entry.hash as `0x${string}`;
    const found = await findTransaction({ chainId, hash }, { rpcUrl });
    if (found.ok && found.value.at === "block")
      log.noteSettled(hash, found.value.isReverted ? "reverted" : "confirmed", Date.now());
    else open.push(entry);
  }
  return open;
}

function formatReport({ isDone, outcomes }: SendReport): string {
  return `${[...outcomes.map(lineOf), isDone ? "done" : "not done: see above"].join("\n")}\n`;
}

function lineOf({ block, hash, nonce, reason, status }: StepOutcome): string {
  const where = block === undefined ? "" : ` in block ${block}`;
  const which = hash === undefined ? "" : ` ${hash} (nonce ${nonce})`;
  const why = reason ? `: ${reason}` : "";
  const advice = status === "unknown" ? "; nothing more is sent until it is known" : "";
  return `${status.replace("_", " ")}${which}${where}${why}${advice}`;
}
