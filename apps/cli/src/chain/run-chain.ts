import { VenueError } from "@augury/model";
import { CHAIN_IDS } from "@augury/signing";
import {
  areAllowancesGiven,
  type ChainError,
  findTransaction,
  planOperation,
  type WaitOptions,
} from "@augury/venue-polymarket/chain";
import type { CommandIo } from "../api/command-io.ts";
import { errorLine, exitStatusOf } from "../api/exit-status.ts";
import { EXIT } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { type ChainFlags, SENT_LOG_DEFAULT } from "./chain-flags.ts";
import { type ChainRequest, readChainRequest } from "./chain-request.ts";
import { chainJson, formatPlan } from "./print-plan.ts";
import { sendFromCli } from "./send-from-cli.ts";
import { SentLog } from "./sent-log.ts";

/** Runs `augury chain`; resolves with the exit status. */
export async function runChain(
  words: readonly string[],
  flags: ChainFlags,
  io: CommandIo,
  wait: Partial<WaitOptions> = {},
): Promise<number> {
  const [verb, what] = words;
  if (verb === "status") return status(what, flags, io);
  if (verb === "forget") return forget(what, flags, io);
  if (verb !== "plan") throw new UsageError(`there is no "chain ${verb}"; see --help`);
  const rpcUrl = rpcOf(flags, io);
  const wantsSend = flags.send === true || flags.confirm === true;
  if (wantsSend && !(flags.send && flags.confirm && rpcUrl !== undefined))
    throw new UsageError("sending needs --send, --confirm and --rpc URL; without all of them a plan is only printed");
  const read = await readChainRequest(what, flags, io.env);
  if (!read.ok) return complain(read.error, io);
  const planned = await plan(read.value, rpcUrl);
  if (!planned.ok) return complain(planned.error, io);
  if (!wantsSend || rpcUrl === undefined) {
    await io.write(flags.json ? chainJson(planned.value) : formatPlan(planned.value, read.value.title));
    return EXIT.ok;
  }
  if (!flags.json) await io.write(`${formatPlan(planned.value, read.value.title)}\n`);
  const { key } = read.value;
  if (key === undefined) throw new UsageError("sending needs the owner's key in POLY_PRIVATE_KEY");
  return sendFromCli(planned.value, { rpcUrl, key, log: logOf(flags), json: flags.json === true, wait }, io);
}

/** With a node it is asked first what the wallet has allowed already. */
async function plan({ request }: ChainRequest, rpcUrl: string | undefined) {
  const whole = planOperation(request);
  if (!whole.ok || rpcUrl === undefined) return whole;
  const isAllowed = await areAllowancesGiven(whole.value, { rpcUrl });
  return isAllowed.ok ? planOperation({ ...request, isAllowed: isAllowed.value }) : isAllowed;
}

async function status(hash: string | undefined, flags: ChainFlags, io: CommandIo): Promise<number> {
  const found = await find(hash, flags, io);
  if (!found.ok) return complain(found.error, io);
  const place = found.value;
  if (flags.json) await io.write(chainJson(place));
  else if (place.at === "block")
    await io.write(`${hash} ${place.isReverted ? "was reverted" : "stands"} in block ${place.block}\n`);
  else
    await io.write(
      `${hash} ${place.at === "pending" ? "waits to be taken into a block" : "is not known to the node"}\n`,
    );
  return EXIT.ok;
}

/** For one that never left, or was dropped by all: what is sent next takes the same nonce, so that no more than one of them can stand. */
async function forget(hash: string | undefined, flags: ChainFlags, io: CommandIo): Promise<number> {
  const found = await find(hash, flags, io);
  if (!found.ok) return complain(found.error, io);
  if (found.value.at !== "nowhere") {
    io.complain(`augury chain: not forgotten: the node knows ${hash}`);
    return EXIT.failed;
  }
  if (!flags.confirm) throw new UsageError("forget needs --confirm: the node asked must be one that would know it");
  logOf(flags).noteSettled(hash as string, "forgotten", Date.now());
  await io.write(`${hash} is forgotten\n`);
  return EXIT.ok;
}

async function find(hash: string | undefined, flags: ChainFlags, io: CommandIo) {
  const rpcUrl = rpcOf(flags, io);
  if (!hash || !isHash(hash)) throw new UsageError('which one? a hash is "0x" and 64 hexadecimal digits');
  if (rpcUrl === undefined) throw new UsageError("this asks a node: --rpc URL or AUGURY_RPC_URL");
  const chainId = CHAIN_IDS.find((id) => String(id) === (flags.chain ?? "137"));
  if (chainId === undefined) throw new UsageError("--chain is 137 or 80002");
  return findTransaction({ chainId, hash }, { rpcUrl });
}

function isHash(text: string): text is `0x${string}` {
  return /^0x[0-9a-fA-F]{64}$/.test(text);
}

function rpcOf(flags: ChainFlags, io: CommandIo): string | undefined {
  return flags.rpc ?? (io.env.AUGURY_RPC_URL?.trim() || undefined);
}

function logOf(flags: ChainFlags): SentLog {
  return new SentLog(flags.log ?? SENT_LOG_DEFAULT);
}

function complain(error: VenueError | ChainError, io: CommandIo): number {
  const isVenue = error instanceof VenueError;
  io.complain(`augury chain: ${isVenue ? errorLine(error) : `${error.code}: ${error.message}`}`);
  return isVenue ? exitStatusOf(error) : EXIT.failed;
}
