import { err, ok, type Result } from "@augury/core";
import {
  type Address,
  L2Signer,
  parseAddress,
  SIGNATURE_TYPE,
  titleOf,
  Wallet,
  type WalletKind,
} from "@augury/signing";
import type { ApiKey } from "@augury/venue-polymarket";
import { readEnvSecrets } from "../api/env-secret.ts";
import type { DoctorContext } from "./doctor-context.ts";
import { type Finding, fail, fine } from "./finding.ts";
import { type FunderNames, judgeFunder, placeOf } from "./judge-funder.ts";

/** The variables of `augury polymarket`, and two that say how the money is held. */
export const WALLET_SECRETS = ["POLY_PRIVATE_KEY", "POLY_API_KEY", "POLY_API_SECRET", "POLY_PASSPHRASE"] as const;
const WALLET_NAMES = [...WALLET_SECRETS, "POLY_ADDRESS", "POLY_FUNDER", "POLY_SIGNATURE_TYPE"] as const;

export type SignatureType = 0 | 1 | 2 | 3;
const CHAIN_ID = 137;
/** Kinds of wallet by signature type (polymarket.md section 5). */
const KINDS: readonly WalletKind[] = ["eoa", "proxy", "safe", "depositWallet"];
const FUNDER_NAMES: FunderNames = {
  funder: "POLY_FUNDER",
  setKind: (kind) => `set POLY_SIGNATURE_TYPE: ${SIGNATURE_TYPE[kind]}`,
};

/** What the environment says of a Polymarket account, as far as it goes together. */
export interface AccountWallet {
  readonly wallet: Wallet | undefined;
  /** The key's own address, or POLY_ADDRESS where the key is not here. */
  readonly address: Address | undefined;
  readonly signatureType: SignatureType;
  readonly apiKey: ApiKey | undefined;
}

/** Reads the account. The findings say what kind of wallet it is and what does not go together; nothing at all is `undefined`. */
export function readAccountWallet({
  env,
}: DoctorContext): Result<
  { readonly account: AccountWallet | undefined; readonly findings: readonly Finding[] },
  Finding
> {
  const read = readEnvSecrets(env, WALLET_NAMES);
  if (!read.ok) return err(fail(read.error, "correct the variable or its file"));
  const found = read.value;
  if (WALLET_SECRETS.every((name) => found[name] === undefined)) return ok({ account: undefined, findings: [] });
  const wallet = found.POLY_PRIVATE_KEY === undefined ? undefined : Wallet.fromPrivateKey(found.POLY_PRIVATE_KEY);
  if (wallet?.ok === false) return err(fail(`POLY_PRIVATE_KEY: ${wallet.error.message}`, "set the key anew"));
  const address = bindAddress(wallet?.value.address, found.POLY_ADDRESS);
  if (!address.ok) return address;
  const kind = readKind(found.POLY_SIGNATURE_TYPE, found.POLY_FUNDER, address.value);
  if (!kind.ok) return kind;
  const apiKey = readApiKey(found, address.value);
  if (!apiKey.ok) return apiKey;
  const account = {
    wallet: wallet?.value,
    address: address.value,
    signatureType: kind.value.signatureType,
    apiKey: apiKey.value,
  };
  return ok({ account, findings: kind.value.findings });
}

function bindAddress(own: Address | undefined, said: string | undefined): Result<Address | undefined, Finding> {
  const address = said === undefined ? own : parseAddress(said);
  if (address === undefined && said !== undefined)
    return err(fail("POLY_ADDRESS is no address", "0x and 40 hexadecimal digits, with a right checksum"));
  if (own !== undefined && address !== own)
    return err(
      fail(
        `POLY_ADDRESS is ${address}, and POLY_PRIVATE_KEY belongs to ${own}`,
        "POLY_ADDRESS is the key's own address; the one that holds the money goes into POLY_FUNDER",
      ),
    );
  return ok(address);
}

function readKind(type = "", funder: string | undefined, own: Address | undefined) {
  const signatureType = Number(type === "" ? 0 : type) as SignatureType;
  const kind = KINDS[signatureType];
  if (kind === undefined)
    return err(fail(`POLY_SIGNATURE_TYPE is "${type}"`, "0 plain key, 1 proxy, 2 Safe, 3 deposit wallet"));
  const holder = funder === undefined ? undefined : parseAddress(funder);
  if (funder !== undefined && holder === undefined)
    return err(fail("POLY_FUNDER is no address", "0x and 40 hexadecimal digits, with a right checksum"));
  const isOwn = holder === undefined || holder === own;
  if (signatureType === 0 && !isOwn)
    return err(
      fail(
        `POLY_FUNDER is ${holder}, and a plain key (signature type 0) holds its money itself`,
        "set POLY_SIGNATURE_TYPE: 1 for a proxy, 2 for a Safe, 3 for a deposit wallet",
      ),
    );
  const question = kind === "eoa" || own === undefined ? undefined : ({ kind, owner: own, chainId: CHAIN_ID } as const);
  if (signatureType !== 0 && isOwn)
    return err(
      fail(
        `a ${titleOf(kind)} (signature type ${signatureType}) holds the money, and POLY_FUNDER does not name it`,
        `set POLY_FUNDER${question ? placeOf(question) : ""}`,
      ),
    );
  const holds = isOwn ? "and holds the money itself" : `and ${holder} holds the money`;
  const wallet = fine(`wallet: ${titleOf(kind)}; ${own ?? "a key that is not here"} signs ${holds}`);
  const whose = question && holder && judgeFunder(question, holder, FUNDER_NAMES);
  return ok({ signatureType, findings: whose ? [wallet, whose] : [wallet] });
}

function readApiKey(
  found: Partial<Record<(typeof WALLET_NAMES)[number], string>>,
  address: Address | undefined,
): Result<ApiKey | undefined, Finding> {
  const { POLY_API_KEY: apiKey, POLY_API_SECRET: secret, POLY_PASSPHRASE: passphrase } = found;
  if (apiKey === undefined && secret === undefined && passphrase === undefined) return ok(undefined);
  if (apiKey === undefined || secret === undefined || passphrase === undefined)
    return err(
      fail("an API key has three parts, and one is missing", "set POLY_API_KEY, POLY_API_SECRET and POLY_PASSPHRASE"),
    );
  if (address === undefined)
    return err(fail("an API key belongs to a wallet, and none is named", "set POLY_ADDRESS, or POLY_PRIVATE_KEY"));
  const signer = L2Signer.fromCredentials({ apiKey, secret, passphrase, address });
  return signer.ok ? ok({ apiKey, secret, passphrase }) : err(fail(`API key: ${signer.error.message}`, "set it anew"));
}
