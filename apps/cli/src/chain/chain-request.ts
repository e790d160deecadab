import { ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { Wallet, type WalletKind } from "@augury/signing";
import { openGamma } from "@augury/venue-polymarket";
import {
  type ChainError,
  type ChainOperation,
  findChainMarket,
  findChainSet,
  type PlanRequest,
} from "@augury/venue-polymarket/chain";
import { entryAddresses } from "../api/addresses.ts";
import type { CommandIo } from "../api/command-io.ts";
import { readEnvSecrets } from "../api/env-secret.ts";
import { UsageError } from "../usage-error.ts";
import type { ChainFlags } from "./chain-flags.ts";

const KINDS = ["eoa", "proxy", "safe", "deposit-wallet"] as const;
const OPERATIONS = ["split", "merge", "redeem", "convert"] as const;
type OperationName = (typeof OPERATIONS)[number];
const MICROS = 1_000_000;

/** What is planned, for whom, and what to call the tokens. */
export interface ChainRequest {
  readonly request: PlanRequest;
  /** The question or the event, in Gamma's words. */
  readonly title: string;
  /** The key that may send; `undefined` where it is not here. */
  readonly key: Wallet | undefined;
}

/** Reads flags and environment and asks Gamma. Throws a {@link UsageError} for what is wrong or missing. */
export async function readChainRequest(
  name: string | undefined,
  flags: ChainFlags,
  env: CommandIo["env"],
): Promise<Result<ChainRequest, VenueError | ChainError>> {
  const operation = OPERATIONS.find((one) => one === name);
  if (operation === undefined) throw new UsageError(`plan what? one of ${OPERATIONS.join(", ")}; see --help`);
  const { key, wallet } = readWallet(flags, env);
  const found = await findOperation(operation, flags, env);
  if (!found.ok) return found;
  const chainId = wholeNumber("chain", flags.chain ?? "137");
  const request: PlanRequest = {
    chainId,
    wallet,
    operation: found.value.operation,
    ...(flags.nonce !== undefined && { nonce: BigInt(wholeNumber("nonce", flags.nonce)) }),
    ...(flags.deadline !== undefined && { deadline: BigInt(wholeNumber("deadline", flags.deadline)) }),
  };
  return ok({ request, title: found.value.title, key });
}

type Found = { readonly operation: ChainOperation; readonly title: string };

async function findOperation(
  kind: OperationName,
  flags: ChainFlags,
  env: CommandIo["env"],
): Promise<Result<Found, VenueError | ChainError>> {
  // Before Gamma is asked: what is wrong here is wrong whatever it says.
  const terms = readTerms(kind, flags);
  const question = {
    provider: { name: "polymarket" },
    group: { name: "gamma" },
    kind: "method",
    flag: undefined,
    env,
  } as const;
  const gamma = openGamma({ baseUrl: entryAddresses(question).baseUrl });
  try {
    if (terms.kind === "convert") {
      const found = await findChainSet(gamma.client, terms.event);
      if (!found.ok) return found;
      const { set, title } = found.value;
      const { feeBips = set.feeBips, no, size } = terms;
      return ok({ operation: { kind: "convert", set: { ...set, feeBips }, no, size }, title });
    }
    const found = await findChainMarket(gamma.client, terms.market);
    if (!found.ok) return found;
    const { market, question: title } = found.value;
    return ok(
      terms.kind === "redeem"
        ? { operation: { kind: "redeem", market, held: terms.held }, title }
        : { operation: { kind: terms.kind, market, size: terms.size }, title },
    );
  } finally {
    gamma.close();
  }
}

function readTerms(kind: OperationName, flags: ChainFlags) {
  if (kind === "convert") {
    const no = needed("outcomes", flags.outcomes)
      .split(",")
      .map((index) => wholeNumber("outcomes", index));
    const feeBips = flags["fee-bips"] === undefined ? undefined : wholeNumber("fee-bips", flags["fee-bips"]);
    return { kind, event: needed("event", flags.event), no, size: micros("size", flags.size), feeBips };
  }
  const market = needed("market", flags.market);
  if (kind === "redeem")
    return {
      kind,
      market,
      held: { yes: micros("held-yes", flags["held-yes"]), no: micros("held-no", flags["held-no"]) },
    };
  return { kind, market, size: micros("size", flags.size) };
}

function readWallet(flags: ChainFlags, env: CommandIo["env"]) {
  const read = readEnvSecrets(env, ["POLY_PRIVATE_KEY", "POLY_ADDRESS", "POLY_FUNDER", "POLY_SIGNATURE_TYPE"]);
  if (!read.ok) throw new UsageError(read.error);
  const { POLY_ADDRESS, POLY_FUNDER, POLY_PRIVATE_KEY, POLY_SIGNATURE_TYPE } = read.value;
  const key = POLY_PRIVATE_KEY === undefined ? undefined : Wallet.fromPrivateKey(POLY_PRIVATE_KEY);
  if (key?.ok === false) throw new UsageError(`POLY_PRIVATE_KEY: ${key.error.message}`);
  const owner = flags.owner ?? POLY_ADDRESS ?? key?.value.address;
  if (owner === undefined) throw new UsageError("whose wallet? --owner ADDRESS, POLY_ADDRESS or POLY_PRIVATE_KEY");
  const kind = flags.wallet ?? KINDS[Number(POLY_SIGNATURE_TYPE ?? 0)];
  const known = KINDS.find((one) => one === kind);
  if (known === undefined) throw new UsageError(`--wallet is one of ${KINDS.join(", ")}`);
  const walletKind: WalletKind = known === "deposit-wallet" ? "depositWallet" : known;
  // A funder of the environment belongs to the kind of the environment.
  const funder = flags.funder ?? (flags.wallet === undefined ? POLY_FUNDER : undefined);
  return { key: key?.value, wallet: { kind: walletKind, owner, funder } };
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined || value === "") throw new UsageError(`--${name} is missing; see --help`);
  return value;
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} takes whole numbers, was "${text}"`);
  return number;
}

/** Contracts as millionths, exactly: the tokens have six decimals. */
function micros(name: string, value: string | undefined): number {
  const text = needed(name, value);
  const [, whole = "", rest = ""] = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  if (whole === "") throw new UsageError(`--${name} is a number of contracts with at most six decimals, was "${text}"`);
  return Number(whole) * MICROS + Number(rest.padEnd(6, "0"));
}
